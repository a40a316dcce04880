#include "store/receipts.hpp"

namespace cairn {

void forget_old_receipts(Database& database, Clock const& clock) {
    constexpr std::int64_t milliseconds_per_day = 86'400'000;
    Instant const oldest{clock.now().milliseconds - receipt_days * milliseconds_per_day};
    database.maintain([&](Maintenance& session) {
        session.execute({"DELETE FROM receipt WHERE at < $1", {to_string(oldest)}});
    });
}

}  // namespace cairn
