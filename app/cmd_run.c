/* rvdesk run. */
#include "app/commands.h"

#include "app/args.h"

int rv_cmd_run(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return rv_args_fail("run is not built yet");
}
