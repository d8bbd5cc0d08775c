/*
 * What must not fall between two kept snapshots: a number that changes when a ticket, a fill, an
 * alert, the state of the desk or of the book does. Pure; any thread that holds the snapshot.
 */
#ifndef RV_APP_PAST_SIGN_H
#define RV_APP_PAST_SIGN_H

#include "engine/run/view.h"

uint64_t rv_past_sign(const rv_view *v);

#endif
