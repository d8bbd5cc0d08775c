/*
 * Files as bytes of the binary; see page_files.h. The assembler of gcc and of clang includes them
 * (.incbin), so that no other program and no generated file is needed; paths are from the root of
 * the tree, where make runs. The Makefile rebuilds this when one of them changes.
 */
#include "app/research/page_files.h"

#define RV_PAGE "app/research/page/"
#define EMBED(name, file)                                                                          \
	__asm__(".section .rodata\n"                                                               \
		".global rv_page_" #name "\n"                                                      \
		"rv_page_" #name ":\n"                                                             \
		".incbin \"" RV_PAGE file "\"\n"                                                   \
		".global rv_page_" #name "_end\n"                                                  \
		"rv_page_" #name "_end:\n"                                                         \
		".byte 0\n"                                                                        \
		".text\n");                                                                        \
	extern const char rv_page_##name[], rv_page_##name##_end[]

EMBED(html, "page.html");
EMBED(css, "page.css");
EMBED(plot_css, "uplot/uPlot.min.css");
EMBED(plot_license, "uplot/LICENSE");
EMBED(plot_js, "uplot/uPlot.iife.min.js");
EMBED(base, "base.js");
EMBED(charts, "charts.js");
EMBED(overview, "overview.js");
EMBED(tables, "tables.js");
EMBED(coin, "coin.js");
EMBED(main, "main.js");

#define PART(name)                                                                                 \
	{                                                                                          \
		rv_page_##name, rv_page_##name##_end                                               \
	}

rv_page_file rv_page_file_of(rv_page_part part)
{
	static const struct {
		const char *begin, *end;
	} files[RV_PAGE_PARTS] = { PART(html),	  PART(css),  PART(plot_css), PART(plot_license),
				   PART(plot_js), PART(base), PART(charts),   PART(overview),
				   PART(tables),  PART(coin), PART(main) };
	return (rv_page_file){ files[part].begin, (size_t)(files[part].end - files[part].begin) };
}
