/* A whole body compressed as gzip, as Content-Encoding means it. Any thread. */
#ifndef RV_FEEDS_SIM_GZIP_H
#define RV_FEEDS_SIM_GZIP_H

#include "feeds/sim/out.h"

/* Replaces out's content by the compressed bytes of in[n]. */
RV_NODISCARD rv_status rv_sim_gzip(const char *in, size_t n, rv_sim_out *out);

#endif
