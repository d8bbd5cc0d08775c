/* cmocka with the headers that it needs, in the order that it needs. */
#ifndef RV_TESTS_CM_H
#define RV_TESTS_CM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* IWYU pragma: export */

#endif
