// Receipts are remembered for `receipt_days`, per account and command; then a key may be used again.
#pragma once

#include "base/clock.hpp"
#include "store/database.hpp"

namespace cairn {

// Removes the receipts that are older. Safe to repeat, safe beside writers.
void forget_old_receipts(Database& database, Clock const& clock);

}  // namespace cairn
