/* rvdesk shot. */
#include "app/commands.h"

#include "app/args.h"

int rv_cmd_shot(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return rv_args_fail("shot is not built yet");
}
