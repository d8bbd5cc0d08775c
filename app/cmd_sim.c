/* rvdesk sim. */
#include "app/commands.h"

#include "app/args.h"

int rv_cmd_sim(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return rv_args_fail("sim is not built yet");
}
