/*
 * How long a promise may take in this build. The release build is held to the promise itself; a
 * sanitizer makes everything several times slower, and only finds out whether it is kept at all.
 */
#ifndef RV_TESTS_PATIENCE_H
#define RV_TESTS_PATIENCE_H

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define RV_PATIENCE 4
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define RV_PATIENCE 4
#endif
#ifndef RV_PATIENCE
#define RV_PATIENCE 1
#endif

#endif
