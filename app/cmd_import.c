/* rvdesk import. */
#include "app/commands.h"

#include "app/args.h"

int rv_cmd_import(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return rv_args_fail("import is not built yet");
}
