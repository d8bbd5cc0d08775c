/* The version that `rvdesk --version` prints. */
#ifndef RV_APP_VERSION_H
#define RV_APP_VERSION_H

#define RV_VERSION "0.1.0"

#endif
