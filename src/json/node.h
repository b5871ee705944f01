/* node.h: shared by read.c and node.c. json/ only. */
#ifndef PV_JSON_NODE_H
#define PV_JSON_NODE_H

#include "base/str.h"

/* True when brackets nest deeper than max. Needs no valid JSON; strings are skipped. */
bool json_too_deep(struct str text, size_t max);

#endif
