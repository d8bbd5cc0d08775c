/* rvdesk score. */
#include "app/commands.h"

#include "app/args.h"

int rv_cmd_score(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return rv_args_fail("score is not built yet");
}
