/*
 * The part of DuckDB's C API that we call, as of version 1.5, declared here because the library is
 * found at run time and its own header does not come with it. Names and argument lists are those of
 * the library (MIT licence, Stichting DuckDB Foundation); the types are opaque or laid out as its
 * binary interface has them. Not for use outside of feeds/lake.
 *
 * An int is a state, 0 for success. Texts belong to the library, but where duckdb_free is said.
 */
#ifndef RV_FEEDS_LAKE_DUCKDB_API_H
#define RV_FEEDS_LAKE_DUCKDB_API_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct rv_dk_database rv_dk_database;
typedef struct rv_dk_connection rv_dk_connection;
typedef struct rv_dk_config rv_dk_config;
typedef struct rv_dk_statement rv_dk_statement;
typedef struct rv_dk_pending rv_dk_pending;
typedef struct rv_dk_chunk rv_dk_chunk;
typedef struct rv_dk_vector rv_dk_vector;
typedef struct rv_dk_type rv_dk_type;
typedef struct rv_dk_appender rv_dk_appender;

/* Passed by value too, so its size is part of the interface; nothing in it is ours to read. */
typedef struct rv_dk_result {
	uint64_t counts[3];
	void *pointers[3];
} rv_dk_result;

/* One text of a vector: up to RV_DK_INLINE bytes lie in it, longer ones where ptr says. */
enum { RV_DK_INLINE = 12 };
typedef union rv_dk_string {
	struct {
		uint32_t n;
		char text[RV_DK_INLINE];
	} near;
	struct {
		uint32_t n;
		char prefix[4];
		const char *ptr;
	} far;
} rv_dk_string;
_Static_assert(sizeof(rv_dk_result) == 48 && sizeof(rv_dk_string) == 16, "the library's layout");

/* Numbers of the column types that we write. */
enum {
	RV_DK_BOOLEAN = 1,
	RV_DK_BIGINT = 5,
	RV_DK_DOUBLE = 11,
	RV_DK_TIMESTAMP = 12, /* int64_t, microseconds UTC */
	RV_DK_DATE = 13,      /* int32_t, days */
	RV_DK_VARCHAR = 17
};

/* clang-format off */
#define RV_DUCKDB_API(X)                                                                           \
	X(const char *, duckdb_library_version, (void))                                            \
	X(void, duckdb_free, (void *))                                                             \
	X(int, duckdb_create_config, (rv_dk_config **))                                            \
	X(int, duckdb_set_config, (rv_dk_config *, const char *, const char *))                    \
	X(void, duckdb_destroy_config, (rv_dk_config **))                                          \
	/* The last is the reason of a failure, for duckdb_free. */                                \
	X(int, duckdb_open_ext, (const char *, rv_dk_database **, rv_dk_config *, char **))        \
	X(void, duckdb_close, (rv_dk_database **))                                                 \
	X(int, duckdb_connect, (rv_dk_database *, rv_dk_connection **))                            \
	X(void, duckdb_disconnect, (rv_dk_connection **))                                          \
	/* A result is destroyed after a failure too: it holds the reason. */                      \
	X(int, duckdb_query, (rv_dk_connection *, const char *, rv_dk_result *))                   \
	X(const char *, duckdb_result_error, (rv_dk_result *))                                     \
	X(void, duckdb_destroy_result, (rv_dk_result *))                                           \
	X(int, duckdb_prepare, (rv_dk_connection *, const char *, rv_dk_statement **))             \
	X(const char *, duckdb_prepare_error, (rv_dk_statement *))                                 \
	X(void, duckdb_destroy_prepare, (rv_dk_statement **))                                      \
	X(int, duckdb_pending_prepared_streaming, (rv_dk_statement *, rv_dk_pending **))           \
	X(const char *, duckdb_pending_error, (rv_dk_pending *))                                   \
	X(int, duckdb_execute_pending, (rv_dk_pending *, rv_dk_result *))                          \
	X(void, duckdb_destroy_pending, (rv_dk_pending **))                                        \
	/* NULL at the end and on an error, which duckdb_result_error tells. */                    \
	X(rv_dk_chunk *, duckdb_fetch_chunk, (rv_dk_result))                                       \
	X(void, duckdb_destroy_data_chunk, (rv_dk_chunk **))                                       \
	X(uint64_t, duckdb_data_chunk_get_size, (rv_dk_chunk *))                                   \
	X(rv_dk_vector *, duckdb_data_chunk_get_vector, (rv_dk_chunk *, uint64_t))                 \
	X(void *, duckdb_vector_get_data, (rv_dk_vector *))                                        \
	/* One bit a row, 0 for NULL; NULL when every row has a value. */                          \
	X(uint64_t *, duckdb_vector_get_validity, (rv_dk_vector *))                                \
	X(rv_dk_type *, duckdb_create_logical_type, (int))                                         \
	X(void, duckdb_destroy_logical_type, (rv_dk_type **))                                      \
	X(rv_dk_chunk *, duckdb_create_data_chunk, (rv_dk_type **, uint64_t))                      \
	X(void, duckdb_data_chunk_reset, (rv_dk_chunk *))                                          \
	X(void, duckdb_data_chunk_set_size, (rv_dk_chunk *, uint64_t))                             \
	X(uint64_t, duckdb_vector_size, (void))                                                    \
	X(void, duckdb_vector_ensure_validity_writable, (rv_dk_vector *))                          \
	X(void, duckdb_validity_set_row_invalid, (uint64_t *, uint64_t))                           \
	X(void, duckdb_vector_assign_string_element, (rv_dk_vector *, uint64_t, const char *))     \
	X(int, duckdb_appender_create,                                                             \
	  (rv_dk_connection *, const char *, const char *, rv_dk_appender **))                     \
	X(int, duckdb_append_data_chunk, (rv_dk_appender *, rv_dk_chunk *))                        \
	X(const char *, duckdb_appender_error, (rv_dk_appender *))                                 \
	X(int, duckdb_appender_close, (rv_dk_appender *))                                          \
	X(int, duckdb_appender_destroy, (rv_dk_appender **))
/* clang-format on */

/* The loaded library; the functions have their own names. */
#define RV_DK_POINTER(ret, name, args) ret(*name) args;
struct rv_duckdb {
	RV_DUCKDB_API(RV_DK_POINTER)
};
#undef RV_DK_POINTER

#endif
