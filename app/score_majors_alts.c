/* The block of majors alts; see score_modules.h. */
#include "app/json_put.h"
#include "app/score_modules.h"

bool rv_score_put_majors_alts(cJSON *root, const rv_step_result *r)
{
	(void)root;
	(void)r;
	return true;
}
