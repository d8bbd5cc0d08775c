# rvdesk: one Makefile, no recursion. `make help` lists the targets.
#
# Every variant (release, debug, asan, tsan) builds under build/$(BUILD)/ and never mixes with
# another; a change of flags rebuilds through a stamp file.

# 1. User knobs.
ifeq ($(origin CC),default)
CC := gcc
endif
BUILD ?= release
PREFIX ?= /usr/local
DESTDIR ?=
SYSCONFDIR ?= /etc
V ?=
WERROR ?=
ARGS ?=

# 2. Flags.
STD := -std=c11 -D_GNU_SOURCE -ffp-contract=off
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
	-Wstrict-prototypes -Wmissing-prototypes -Wundef -Wvla -Wformat=2 -Wwrite-strings \
	-fno-common $(if $(WERROR),-Werror)
OPT_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT_debug := -Og -g3
# -g1: files and lines for a report's stack; the rest would be a tenth of the build.
OPT_asan := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan := -O1 -g1 -fsanitize=thread -fno-omit-frame-pointer
# What a test itself does need not be fast, but hundreds of them must be compiled.
OPT_TEST_release := -O1 -g0
OPT_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(OPT_$(BUILD)),)
$(error BUILD=$(BUILD) is not one of release debug asan tsan fuzz)
endif

# 3. Libraries. Third-party headers by -isystem, so that our warnings are about our code.
PKGS := ncursesw libcurl libcjson libwebsockets sqlite3 zlib freetype2 libpng \
	nettle libsecp256k1 msgpack
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
# Open MPI is optional: with it there is a plug-in beside the program, docs/research.md.
MPI_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags ompi-c 2>/dev/null))
MPI_LIBS := $(shell pkg-config --libs ompi-c 2>/dev/null)
TEST_LIBS := -lcmocka
CFLAGS_ALL := $(STD) $(WARN) $(OPT_$(BUILD)) -I. $(PKG_CFLAGS) -pthread $(CFLAGS)
LDFLAGS_ALL := $(OPT_$(BUILD)) -pthread -Wl,--as-needed $(LDFLAGS)
# Hundreds of test programs: gold takes half of ld's time, and what a debugger reads half of the rest.
# A release test is debugged in BUILD=debug; the sanitizers' reports want their lines.
LD_STRIP_release := -Wl,--strip-debug
LD_TESTS := $(if $(shell command -v ld.gold 2>/dev/null),-fuse-ld=gold) $(LD_STRIP_$(BUILD))
# GSL with the serial OpenBLAS as its CBLAS (never -lgslcblas): docs/architecture.md, Dependencies.
LIBS := $(PKG_LIBS) -lgsl -lopenblas -lm

# 4. Sources: one static library per folder, so that a call in the wrong direction fails to link.
O := build/$(BUILD)
SRC_engine := $(wildcard engine/*/*.c)
SRC_config := $(wildcard config/*.c)
SRC_feeds := $(wildcard feeds/*.c feeds/*/*.c)
SRC_tui := $(wildcard tui/*.c tui/*/*.c)
SRC_app := $(filter-out app/main.c app/mpi/%,$(wildcard app/*.c app/*/*.c))
SRC_support := $(wildcard tests/support/*.c)
LIBNAMES := engine config feeds tui app support
LIBFILE = $(O)/lib$(1).a
PLUGIN := $(if $(MPI_LIBS),$(O)/rvdesk-mpi.so)
obj = $(patsubst %.c,$(O)/%.o,$(1))

TESTS_engine := $(wildcard tests/engine/test_*.c tests/engine/*/test_*.c)
TESTS_config := $(wildcard tests/config/test_*.c)
TESTS_feeds := $(wildcard tests/feeds/test_*.c tests/feeds/*/test_*.c)
TESTS_tui := $(wildcard tests/tui/test_*.c tests/tui/*/test_*.c)
TESTS_app := $(wildcard tests/app/test_*.c tests/app/*/test_*.c)
# In the order in which they start: whole desks wait most, the engine's need a processor.
TESTS := $(TESTS_app) $(TESTS_feeds) $(TESTS_tui) $(TESTS_engine) $(TESTS_config)
TEST_BINS := $(patsubst %.c,$(O)/%,$(TESTS))
BENCH_BINS := $(patsubst %.c,$(O)/%,$(wildcard tests/bench/bench_*.c))
SOAK_BINS := $(patsubst %.c,$(O)/%,$(wildcard tests/soak/*.c))
FUZZ_SRC := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_BINS := $(patsubst tests/fuzz/%.c,build/fuzz/tests/fuzz/%,$(FUZZ_SRC))

Q := $(if $(V),,@)
SAY = $(if $(V),@:,@printf '  %-5s %s\n')

.DEFAULT_GOAL := all
.SUFFIXES:
.SECONDARY:
.DELETE_ON_ERROR:

# 5. Rules.
all: $(O)/rvdesk $(PLUGIN) ## build build/$(BUILD)/rvdesk

everything: all $(TEST_BINS) $(BENCH_BINS) $(SOAK_BINS) $(call obj,$(FUZZ_SRC)) ## the binary, tests and benches

$(O)/flags: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(CC) $(CFLAGS_ALL) $(OPT_TEST_$(BUILD)) $(LDFLAGS_ALL) $(LIBS)' | cmp -s - $@ || \
		echo '$(CC) $(CFLAGS_ALL) $(OPT_TEST_$(BUILD)) $(LDFLAGS_ALL) $(LIBS)' >$@
FORCE:

$(patsubst %.c,$(O)/%.o,$(TESTS)): OPT_TEST := $(OPT_TEST_$(BUILD))

$(O)/%.o: %.c $(O)/flags
	$(SAY) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) $(OPT_TEST) -MMD -MP -c -o $@ $<

# The page of a backtest is a part of the program; the compiler does not tell make what .incbin reads.
$(O)/app/research/page_files.o: $(wildcard app/research/page/*.* app/research/page/uplot/*)

define LIB_RULE
$(call LIBFILE,$(1)): $(call obj,$(SRC_$(1)))
	$$(SAY) AR $$@
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
endef
$(foreach l,$(LIBNAMES),$(eval $(call LIB_RULE,$(l))))

LIBS_engine := engine
LIBS_config := config engine
LIBS_feeds := feeds engine
LIBS_tui := tui engine
LIBS_app := app tui feeds config engine
ALL_LIBS := $(foreach l,$(LIBS_app),$(call LIBFILE,$(l)))

$(O)/rvdesk: $(O)/app/main.o $(ALL_LIBS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS)

$(O)/rvdesk-mpi.so: app/mpi/ranks_mpi.c app/research/ranks.h $(O)/flags
	$(SAY) LD $@
	$(Q)$(CC) $(CFLAGS_ALL) $(MPI_CFLAGS) -fPIC -shared -o $@ $< $(MPI_LIBS)

# Tests of a folder link that folder and what it may use, nothing else. A test_oom* counts and
# fails the allocations of our own objects.
# test_point_in_time makes the engine leak on purpose, to see that it is caught.
WRAP_ASOF := -Wl,--wrap=rv_panel_asof_col
WRAP_ALLOC := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
# test_backtest_leak links a cursor that sees a day too far in place of the engine's.
LEAKY_CURSOR := $(O)/leak/engine/research/cursor.o
$(LEAKY_CURSOR): engine/research/cursor.c $(O)/flags
	$(SAY) CC '$< (leaky)'
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -DRVDESK_LEAK -MMD -MP -c -o $@ $<
$(O)/tests/app/research/test_backtest_leak: | $(LEAKY_CURSOR)
define TEST_RULE
$(patsubst %.c,$(O)/%,$(TESTS_$(1))): $(O)/%: $(O)/%.o $(call LIBFILE,support) \
		$(foreach l,$(LIBS_$(1)),$(call LIBFILE,$(l)))
	$$(SAY) LD $$@
	$$(Q)$$(CC) $$(LDFLAGS_ALL) $$(LD_TESTS) -o $$@ $$(if $$(findstring /test_backtest_leak,$$@),$(LEAKY_CURSOR)) \
		$$^ $$(if $$(filter tui app,$(1)),-lvterm) \
		$$(if $$(findstring /test_oom,$$@),$$(WRAP_ALLOC)) \
		$$(if $$(findstring /test_point_in_time,$$@),$$(WRAP_ASOF)) $$(LIBS) $$(TEST_LIBS)
endef
$(foreach a,engine config feeds tui app,$(eval $(call TEST_RULE,$(a))))

# bench_approval stands at these on an order's way.
WRAP_PARTS := -Wl,--wrap=rv_oms_command,--wrap=rv_queue_push,--wrap=rv_oms_acked,--wrap=rv_journal_commit,--wrap=rv_http_post_once
# bench_hedge on the way from a fill to the hedge's order.
WRAP_HEDGE := $(WRAP_PARTS),--wrap=rv_hl_parse_user,--wrap=rv_oms_report,--wrap=rv_oms_order
# bench_consoles at the begin and the end of the engine's pass.
WRAP_PASS := -Wl,--wrap=rv_board_drain_event,--wrap=rv_pub_commit
$(BENCH_BINS): $(O)/%: $(O)/%.o $(call LIBFILE,support) $(ALL_LIBS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(if $(findstring /bench_approval,$@),$(WRAP_PARTS)) \
		$(if $(findstring /bench_hedge,$@),$(WRAP_HEDGE)) $(if $(findstring /bench_consoles,$@),$(WRAP_PASS)) $(LIBS) $(TEST_LIBS)

$(SOAK_BINS): $(O)/%: $(O)/%.o $(call LIBFILE,support) $(ALL_LIBS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ -lvterm $(LIBS) $(TEST_LIBS)

build/fuzz/tests/fuzz/%: build/fuzz/tests/fuzz/%.o $(patsubst $(O)/%,build/fuzz/%,$(ALL_LIBS))
	$(SAY) LD $@
	$(Q)clang $(OPT_fuzz) -fsanitize=fuzzer -pthread -o $@ $^ $(LIBS)

# 6. Targets.
deps: ## install the missing Debian packages that build and tests need
	$(Q).ci/deps.sh build test

deps-optional: ## install what rvdesk can do without: DuckDB's library, for Parquet (docs/lake.md), Open MPI, for sweeps (docs/research.md), and Chromium, for tests of pages
	$(Q).ci/deps-optional.sh

deps-soak: ## install htop and btop, which `make soak` measures beside the console
	$(Q).ci/deps.sh soak

deps-build:
	$(Q).ci/deps.sh build

deps-lint:
	$(Q).ci/deps.sh build test lint

# Packages may have appeared since this make read pkg-config: build in a fresh one.
run: deps-build ## install what is missing, build, start rvdesk (ARGS="..." for options)
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(O)/rvdesk $(ARGS)

test: deps ## install what is missing, build, run every test
	$(Q)$(MAKE) --no-print-directory check

# The thread sanitizer runs the programs that start threads of ours; in the others, most of them, there is nothing
# for it to find. Left out are crashes of child processes, which have the same threads as the tests beside them, and
# what takes minutes to do so again (test_control_people, test_market_feed, test_feed_restarts, test_majors, test_service).
THREADED := $(addprefix app/control/test_control_,link server visits) $(addprefix app/ops/test_,oom_ops ops webhook) \
	$(addprefix app/test_,attach cmd_serve cmd_sim desk_comes_back first_trade state_publish_rv_momentum) \
	$(addprefix feeds/,test_feed_connections test_feed_faults test_feed_refusals test_market_feed_pace coingecko/test_poller \
	test_board test_clock_ask test_history_keeper net/test_http net/test_http_once net/test_page_server net/test_weight net/test_ws \
	sim/test_clock sim/test_server_http sim/test_server_ws sim/test_server_ws_faults sim/test_server_ws_limits \
	simx/test_server simx/test_server_faults) \
	$(addprefix feeds/gateway/test_gateway_,faults gate link outcomes queries sim stream) feeds/gateway/test_lastgate \
	$(addprefix feeds/journal/test_journal,_thread _file _full _live _room) feeds/journal/test_journal \
	$(addprefix tui/test_screen_,line pty rough trade) \
	$(addprefix engine/,base/test_clock base/test_log base/test_queue run/test_pub research/test_run)
THREADED_BINS := $(addprefix $(O)/tests/,$(THREADED))
# Whole desks against whole venues whose time is real time: the rows of the fault matrix, docs/testing.md.
# `make check-long` runs them all; `make check` those of a release build that take least, little more than
# a minute of them together, and a minute of the order runner, which is row F1 there.
LONG_BINS := $(filter $(foreach n,0 1 2,$(O)/tests/app/test_f$(n)%) %/test_order_crash \
	%/test_trading_day %/test_paper_day %/test_day_missed %/test_day_turned %/test_first_program \
	%/test_stops_venue %/test_attach_program %/test_attach_twap %/test_operators_day %/test_day_reported %/test_upgrade_run \
	%/test_backtest_honest_real %/test_backtest_console,$(TEST_BINS))
SOON := upgrade_run backtest_console disk lost_answers fills malformed two_desks kill dust refusals crash trading_day first_program stops_venue \
	attach_twap
# The real program over minutes, and what takes a sanitizer half a minute, whose parts have tests of their own: the
# sanitizers' builds run them with `make BUILD=asan check-long`.
WHOLE := $(addprefix %/app/test_,shot first_minutes remember day_replayed cmd_sweep cmd_backtest ledgers_venue never_landed program_console \
	desk_end_to_end past_console engine_real replay_scores overrides point_in_time) $(addprefix %/app/script/test_,halt script_commands) %/app/ops/test_service \
	$(addprefix %/app/research/test_,backtest_honest backtest_start backtest_leak backtest_killed backtest_run page signals) \
	$(addprefix %/engine/research/test_,desk_strategies walk_forward majors) %/engine/desk/test_oms_recover %/feeds/simx/test_keep \
	%/engine/manager/test_ledgers %/feeds/test_feed_restarts %/feeds/lake/test_lake_bad %/tui/test_hints \
	$(addprefix %/engine/,desk/test_oms_random run/test_book_overrides research/test_majors_unsup research/test_stat_arb_run) \
	$(addprefix %/app/,ops/test_upgrade ops/test_restore test_hedge_now)
# Nor what the thread sanitizer reads whole.
WHOLE += %/app/test_attach %/app/test_first_trade %/app/test_desk_comes_back %/feeds/test_feed_faults %/feeds/test_feed_connections
TOO_LONG := $(if $(filter release,$(BUILD)),$(filter-out $(addprefix %_,$(SOON)),$(LONG_BINS)),$(LONG_BINS) $(WHOLE))
CHECK_BINS := $(if $(filter tsan,$(BUILD)),$(THREADED_BINS),$(filter-out $(TOO_LONG),$(TEST_BINS)))
LONG_BINS += $(if $(filter release,$(BUILD)),,$(filter $(WHOLE),$(TEST_BINS)))

# Programs for each processor: they wait a lot, but not for a sanitizer.
AT_ONCE := $(if $(filter release,$(BUILD)),3,2)
check: $(O)/rvdesk $(PLUGIN) $(CHECK_BINS) ## run every test of this BUILD; needs no network, keys or terminal
	$(Q)BUILD_DIR=$(O) TEST_JOBS=$${TEST_JOBS:-$$(($$(nproc) * $(AT_ONCE)))} tests/run.sh $(CHECK_BINS)

built: $(O)/rvdesk $(PLUGIN) $(CHECK_BINS) ## build what `check` of this BUILD runs

check-long: $(O)/rvdesk $(LONG_BINS) ## the whole fault matrix and backtests on recorded days (RVDESK_DATA)
	$(Q)BUILD_DIR=$(O) HONEST_CUTS=$${HONEST_CUTS:-200} TEST_TIMEOUT=$${TEST_TIMEOUT:-3600} tests/run.sh $(LONG_BINS)

check-asan: ## run nearly every test with address and undefined-behaviour sanitizers
	$(Q)ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1 \
		UBSAN_OPTIONS=print_stacktrace=1 LSAN_OPTIONS=suppressions=tests/lint/lsan.supp \
		$(MAKE) --no-print-directory BUILD=asan check

check-tsan: ## run the tests that have threads with the thread sanitizer
	$(Q)TSAN_OPTIONS=suppressions=tests/lint/tsan.supp:second_deadlock_stack=1:halt_on_error=0 \
		$(MAKE) --no-print-directory BUILD=tsan check

lint: deps-lint ## include directions, banned functions, clang-format, clang-tidy, both compilers
	$(Q)tests/lint/lint.sh

bench: $(BENCH_BINS) $(O)/rvdesk ## print timings, ratios and counts
	$(Q)for b in $(BENCH_BINS); do $$b || exit 1; done

soak: $(O)/rvdesk $(SOAK_BINS) $(O)/tests/app/control/test_control_server $(O)/tests/app/test_attach_twap ## long campaigns: console (SOAK_SECONDS=60), consoles (SOAK_ATTACHES=1000), the book on recorded days (RVDESK_DATA), orders (SOAK_EPISODES=10000), trading days (SOAK_DAYS=30)
	$(Q)tests/soak/soak.sh $(O)

soak-console: ## the whole console loop under random hands for SOAK_SECONDS (600) in each sanitizer's build
	$(Q)$(MAKE) --no-print-directory BUILD=asan console-random
	$(Q)$(MAKE) --no-print-directory BUILD=tsan console-random

console-random: $(O)/tests/soak/console_random
	$(Q)ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
		LSAN_OPTIONS=suppressions=tests/lint/lsan.supp TSAN_OPTIONS=suppressions=tests/lint/tsan.supp:second_deadlock_stack=1:exitcode=66 \
		SOAK_SECONDS=$${SOAK_SECONDS:-600} nice -n 19 $<

fuzz: ## fuzz the parsers for FUZZ_SECONDS (60) each, from the committed corpus
	$(Q)$(MAKE) --no-print-directory BUILD=fuzz CC=clang fuzz-run

fuzz-run: $(FUZZ_BINS)
	$(Q)tests/fuzz/run.sh $(FUZZ_BINS)

golden-update: $(O)/tests/tui/test_golden ## remake the oracles' cases and the golden screens; read the difference
	$(Q).ci/deps.sh oracle
	$(Q)GOLDEN_SCREENS=$< tests/oracle/golden_update.sh

$(O)/screenshots/film: $(O)/screenshots/film.o $(call LIBFILE,support) $(ALL_LIBS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ -lvterm $(LIBS) $(TEST_LIBS)

screenshots: $(O)/rvdesk $(O)/screenshots/film ## make the pictures and the recording in screenshots/ from the real program
	$(Q)screenshots/make.sh $(O)/rvdesk $(O)/screenshots/film

# The account and its folders are made by systemd-sysusers and systemd-tmpfiles, docs/operations.md.
UNIT_DIR = $(DESTDIR)$(PREFIX)/lib/systemd/system
SYSUSERS = $(DESTDIR)$(PREFIX)/lib/sysusers.d/rvdesk.conf
TMPFILES = $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/rvdesk.conf

install: $(O)/rvdesk $(PLUGIN) ## install to $(DESTDIR)$(PREFIX): program, configuration, service
	install -D -m 755 $(O)/rvdesk $(DESTDIR)$(PREFIX)/bin/rvdesk
	$(if $(PLUGIN),install -D -m 644 $(PLUGIN) $(DESTDIR)$(PREFIX)/lib/rvdesk/rvdesk-mpi.so)
	install -d $(DESTDIR)$(PREFIX)/share/rvdesk/config $(DESTDIR)$(SYSCONFDIR)/rvdesk
	install -m 644 config/*.json $(DESTDIR)$(PREFIX)/share/rvdesk/config/
	install -m 644 config/rvdesk-agent.conf $(DESTDIR)$(PREFIX)/share/rvdesk/
	install -D -m 644 docs/operations.md $(DESTDIR)$(PREFIX)/share/doc/rvdesk/operations.md
	install -D -m 644 config/rvdesk.sysusers $(SYSUSERS)
	install -D -m 644 config/rvdesk.tmpfiles $(TMPFILES)
	sed -i 's#/etc/rvdesk#$(SYSCONFDIR)/rvdesk#' $(TMPFILES)
	install -D -m 644 config/rvdesk.service $(UNIT_DIR)/rvdesk.service
	sed -i -e 's#/usr/bin/#$(PREFIX)/bin/#' -e 's#/usr/share/#$(PREFIX)/share/#' \
		-e 's#/etc/rvdesk#$(SYSCONFDIR)/rvdesk#' $(UNIT_DIR)/rvdesk.service

uninstall: ## remove what install put there; configuration of this machine and state stay
	rm -f $(DESTDIR)$(PREFIX)/bin/rvdesk $(DESTDIR)$(PREFIX)/lib/rvdesk/rvdesk-mpi.so $(UNIT_DIR)/rvdesk.service $(SYSUSERS) $(TMPFILES)
	rm -rf $(DESTDIR)$(PREFIX)/share/rvdesk $(DESTDIR)$(PREFIX)/share/doc/rvdesk
	[ ! -d $(DESTDIR)$(SYSCONFDIR)/rvdesk ] || \
		rmdir --ignore-fail-on-non-empty $(DESTDIR)$(SYSCONFDIR)/rvdesk

clean: ## remove build/
	rm -rf build

print-cflags: # for the tools that read the source: flags without warnings and optimisation
	@echo $(STD) -I. $(PKG_CFLAGS) $(MPI_CFLAGS) -pthread $(CFLAGS)

print-warn:
	@echo $(STD) $(WARN) -I. $(PKG_CFLAGS) $(MPI_CFLAGS) -pthread $(CFLAGS)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: all everything print-cflags print-warn deps deps-optional deps-soak deps-build deps-lint run test check built check-long check-asan check-tsan lint bench soak soak-console console-random fuzz \
	fuzz-run golden-update screenshots install uninstall clean help FORCE

-include $(shell find $(O) -name '*.d' 2>/dev/null)
