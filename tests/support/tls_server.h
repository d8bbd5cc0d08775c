/*
 * A server on loopback that speaks TLS with a certificate that nobody vouches for, and counts who
 * has sent it a request all the same. Failures fail the test.
 */
#ifndef RV_TESTS_TLS_SERVER_H
#define RV_TESTS_TLS_SERVER_H

typedef struct tls_server tls_server;

tls_server *tls_start(void); /* its files are in rv_tmp */
void tls_stop(tls_server *s);
int tls_port(const tls_server *s);
unsigned tls_requests(tls_server *s);

#endif
