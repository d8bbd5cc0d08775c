/*
 * The file that holds a private key: what it may be, and its one line. For signer.c and its tests.
 * Nothing here puts a byte of the file into a message. Pure but for rv_key_file_read; any thread.
 */
#ifndef RV_FEEDS_SIGN_KEY_FILE_H
#define RV_FEEDS_SIGN_KEY_FILE_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

enum { RV_KEY_BYTES = 32, RV_KEY_FILE_MAX = 80 };

/*
 * Why this file is refused, as the end of a sentence, or NULL. st is the open file's, me the
 * effective user, fs_type statfs's f_type. Refused: anything but a regular file, an owner other
 * than me or root, any permission for group or others, a file system that lives on another machine
 * or in a program (NFS, SMB, CIFS, AFS, Ceph, 9p, FUSE), a size above RV_KEY_FILE_MAX.
 */
const char *rv_key_file_refusal(const struct stat *st, uid_t me, int64_t fs_type);

/*
 * The value of system.posix_acl_access lets its owner and the user me read, and nobody else do
 * anything: how systemd hands a credential, which root owns, to the service's user. Its mask shows
 * as the group's bit in the mode.
 */
bool rv_key_acl_is_ours(const uint8_t *acl, size_t n, uid_t me);

/*
 * 64 hexadecimal digits with or without "0x", and at most one newline after them. False when it is
 * anything else; key is then untouched.
 */
int rv_key_text_parse(const char *text, size_t n, uint8_t key[RV_KEY_BYTES]);

/*
 * Opens without following a last symbolic link, checks and reads into text [RV_KEY_FILE_MAX],
 * which is the caller's guarded memory. err says path and reason. A file of root directly in
 * $CREDENTIALS_DIRECTORY may be readable by an access list (above) that names this user alone.
 */
RV_NODISCARD rv_status rv_key_file_read(const char *path, char *text, size_t *n, rv_err *err);

#endif
