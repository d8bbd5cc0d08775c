/* Whom the control socket lets in; see control_access.h. */
#include "app/control/control_access.h"

bool rv_control_calms(rv_cmd_kind kind)
{
	switch (kind) {
	case RV_CMD_REJECT:
	case RV_CMD_REJECT_PROGRAM:
	case RV_CMD_EXCLUDE:
	case RV_CMD_CANCEL:
	case RV_CMD_KILL:
	case RV_CMD_LOCK:
	case RV_CMD_HALT_SYMBOL:
	case RV_CMD_RECONCILE:
	case RV_CMD_NOTE:
	case RV_CMD_PREVIEW_OVERRIDE:
	case RV_CMD_PREVIEW_TICKETS:
	case RV_CMD_PREVIEW_PROGRAM:
	case RV_CMD_PEN_FREE:
	case RV_CMD_PEN_BEAT: /* of a console that slept it is refused by the pen's own clock */
	case RV_CMD_GONE:
	case RV_CMD_VISIT:
		return true;
	default:
		return false;
	}
}

bool rv_control_may_command(rv_who_role role)
{
	return role > RV_WHO_VIEW;
}
