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
OPT_asan := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT_tsan := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
OPT_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
ifeq ($(OPT_$(BUILD)),)
$(error BUILD=$(BUILD) is not one of release debug asan tsan fuzz)
endif

# 3. Libraries. Third-party headers by -isystem, so that our warnings are about our code.
PKGS := ncursesw libcurl libcjson libwebsockets sqlite3 zlib freetype2 libpng \
	nettle libsecp256k1 msgpack
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(PKGS) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
TEST_LIBS := -lcmocka
CFLAGS_ALL := $(STD) $(WARN) $(OPT_$(BUILD)) -I. $(PKG_CFLAGS) -pthread $(CFLAGS)
LDFLAGS_ALL := $(OPT_$(BUILD)) -pthread -Wl,--as-needed $(LDFLAGS)
# GSL with the serial OpenBLAS as its CBLAS (never -lgslcblas): docs/architecture.md, Dependencies.
LIBS := $(PKG_LIBS) -lgsl -lopenblas -lm

# 4. Sources: one static library per folder, so that a call in the wrong direction fails to link.
O := build/$(BUILD)
SRC_engine := $(wildcard engine/*/*.c)
SRC_config := $(wildcard config/*.c)
SRC_feeds := $(wildcard feeds/*.c feeds/*/*.c)
SRC_tui := $(wildcard tui/*.c tui/*/*.c)
SRC_app := $(filter-out app/main.c,$(wildcard app/*.c))
SRC_support := $(wildcard tests/support/*.c)
LIBNAMES := engine config feeds tui app support
LIBFILE = $(O)/lib$(1).a
obj = $(patsubst %.c,$(O)/%.o,$(1))

TESTS_engine := $(wildcard tests/engine/test_*.c tests/engine/*/test_*.c)
TESTS_config := $(wildcard tests/config/test_*.c)
TESTS_feeds := $(wildcard tests/feeds/test_*.c tests/feeds/*/test_*.c)
TESTS_tui := $(wildcard tests/tui/test_*.c tests/tui/*/test_*.c)
TESTS_app := $(wildcard tests/app/test_*.c)
TESTS := $(TESTS_engine) $(TESTS_config) $(TESTS_feeds) $(TESTS_tui) $(TESTS_app)
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
all: $(O)/rvdesk ## build build/$(BUILD)/rvdesk

everything: all $(TEST_BINS) $(BENCH_BINS) $(SOAK_BINS) $(call obj,$(FUZZ_SRC)) ## the binary, tests and benches

$(O)/flags: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)echo '$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(LIBS)' | cmp -s - $@ || \
		echo '$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) $(LIBS)' >$@
FORCE:

$(O)/%.o: %.c $(O)/flags
	$(SAY) CC $<
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

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

# Tests of a folder link that folder and what it may use, nothing else. A test_oom* counts and
# fails the allocations of our own objects.
# test_point_in_time makes the engine leak on purpose, to see that it is caught.
WRAP_ASOF := -Wl,--wrap=rv_panel_asof_col
WRAP_ALLOC := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free
define TEST_RULE
$(patsubst %.c,$(O)/%,$(TESTS_$(1))): $(O)/%: $(O)/%.o $(call LIBFILE,support) \
		$(foreach l,$(LIBS_$(1)),$(call LIBFILE,$(l)))
	$$(SAY) LD $$@
	$$(Q)$$(CC) $$(LDFLAGS_ALL) -o $$@ $$^ $$(if $$(filter tui app,$(1)),-lvterm) \
		$$(if $$(findstring /test_oom,$$@),$$(WRAP_ALLOC)) \
		$$(if $$(findstring /test_point_in_time,$$@),$$(WRAP_ASOF)) $$(LIBS) $$(TEST_LIBS)
endef
$(foreach a,engine config feeds tui app,$(eval $(call TEST_RULE,$(a))))

# bench_approval stands at these on an order's way.
WRAP_PARTS := -Wl,--wrap=rv_oms_command,--wrap=rv_queue_push,--wrap=rv_oms_acked,--wrap=rv_journal_commit,--wrap=rv_http_post_once
# bench_hedge on the way from a fill to the hedge's order.
WRAP_HEDGE := $(WRAP_PARTS),--wrap=rv_hl_parse_user,--wrap=rv_oms_report,--wrap=rv_oms_order
$(BENCH_BINS): $(O)/%: $(O)/%.o $(call LIBFILE,support) $(ALL_LIBS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ $(if $(findstring /bench_approval,$@),$(WRAP_PARTS)) \
		$(if $(findstring /bench_hedge,$@),$(WRAP_HEDGE)) $(LIBS) $(TEST_LIBS)

$(SOAK_BINS): $(O)/%: $(O)/%.o $(call LIBFILE,support) $(ALL_LIBS)
	$(SAY) LD $@
	$(Q)$(CC) $(LDFLAGS_ALL) -o $@ $^ -lvterm $(LIBS) $(TEST_LIBS)

build/fuzz/tests/fuzz/%: build/fuzz/tests/fuzz/%.o $(patsubst $(O)/%,build/fuzz/%,$(ALL_LIBS))
	$(SAY) LD $@
	$(Q)clang $(OPT_fuzz) -fsanitize=fuzzer -pthread -o $@ $^ $(LIBS)

# 6. Targets.
deps: ## install the missing Debian packages that build and tests need
	$(Q).ci/deps.sh build test

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

# The thread sanitizer runs the programs that have threads of ours. In the others, most of them, there is
# nothing for it to find. A picture (shot) wants a machine that keeps up with its clock: release builds only.
THREADED := engine/base/test_clock engine/base/test_log engine/base/test_queue engine/run/ feeds/test_ \
	feeds/coingecko/ feeds/gateway/ feeds/journal/ feeds/net/ feeds/sim/ feeds/simx/test_server \
	tui/test_screen tui/test_desk app/test_cmd app/test_desk app/test_alert app/test_point app/test_state \
	app/test_first
THREADED_BINS := $(foreach t,$(THREADED),$(filter $(O)/tests/$(t)%,$(TEST_BINS)))
# Whole desks against whole venues whose time is real time: the rows of the fault matrix, docs/testing.md.
# `make check-long` runs them all; `make check` those of a release build that take least, little more than
# a minute of them together, and a minute of the order runner, which is row F1 there.
LONG_BINS := $(filter $(foreach n,0 1 2,$(O)/tests/app/test_f$(n)%) %/test_order_crash \
	%/test_trading_day %/test_day_missed %/test_day_turned %/test_first_program,$(TEST_BINS))
SOON := disk lost_answers fills malformed two_desks kill dust refusals crash trading_day first_program
TOO_LONG := $(if $(filter release,$(BUILD)),$(filter-out $(addprefix %_,$(SOON)),$(LONG_BINS)),$(LONG_BINS) %/app/test_shot)
SHORT_BINS := $(filter-out $(TOO_LONG),$(TEST_BINS))
CHECK_BINS := $(filter $(if $(filter tsan,$(BUILD)),$(THREADED_BINS),%),$(SHORT_BINS))

check: $(O)/rvdesk $(CHECK_BINS) ## run every test of this BUILD; needs no network, keys or terminal
	$(Q)BUILD_DIR=$(O) tests/run.sh $(CHECK_BINS)

check-long: $(O)/rvdesk $(LONG_BINS) ## the whole fault matrix, five minutes on one processor
	$(Q)BUILD_DIR=$(O) tests/run.sh $(LONG_BINS)

check-asan: ## run every test with address and undefined-behaviour sanitizers
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

soak: $(O)/rvdesk $(SOAK_BINS) ## long campaigns: console (SOAK_SECONDS=60), the book on recorded days (RVDESK_DATA), orders (SOAK_EPISODES=10000), trading days (SOAK_DAYS=30)
	$(Q)tests/soak/soak.sh $(O)

fuzz: ## fuzz the parsers for FUZZ_SECONDS (60) each, from the committed corpus
	$(Q)$(MAKE) --no-print-directory BUILD=fuzz CC=clang fuzz-run

fuzz-run: $(FUZZ_BINS)
	$(Q)tests/fuzz/run.sh $(FUZZ_BINS)

golden-update: $(O)/tests/tui/test_golden ## remake the oracles' cases and the golden screens; read the difference
	$(Q).ci/deps.sh oracle
	$(Q)GOLDEN_SCREENS=$< tests/oracle/golden_update.sh

screenshots: $(O)/rvdesk ## make the pictures in screenshots/ from the real program
	$(Q)screenshots/make.sh $(O)/rvdesk

install: $(O)/rvdesk ## install to $(DESTDIR)$(PREFIX)
	install -D -m 755 $(O)/rvdesk $(DESTDIR)$(PREFIX)/bin/rvdesk
	install -d $(DESTDIR)$(PREFIX)/share/rvdesk/config
	install -m 644 config/*.json $(DESTDIR)$(PREFIX)/share/rvdesk/config/

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/rvdesk
	rm -rf $(DESTDIR)$(PREFIX)/share/rvdesk

clean: ## remove build/
	rm -rf build

print-cflags: # for the tools that read the source: flags without warnings and optimisation
	@echo $(STD) -I. $(PKG_CFLAGS) -pthread $(CFLAGS)

print-warn:
	@echo $(STD) $(WARN) -I. $(PKG_CFLAGS) -pthread $(CFLAGS)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

.PHONY: all everything print-cflags print-warn deps deps-build deps-lint run test check check-long check-asan check-tsan lint bench soak fuzz \
	fuzz-run golden-update screenshots install uninstall clean help FORCE

-include $(shell find $(O) -name '*.d' 2>/dev/null)
