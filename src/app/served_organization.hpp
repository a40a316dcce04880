// One organization that is being served: everything that hangs on it, from its database to its Api. Two of them share
// nothing but code and the limit on how many passwords are hashed at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "access/access_log.hpp"
#include "access/gate.hpp"
#include "app/config.hpp"
#include "app/served_names.hpp"
#include "app/wire.hpp"
#include "features/exchange/exchange.hpp"
#include "features/sync/change_watch.hpp"
#include "http/gate_door.hpp"

namespace cairn {

inline constexpr int ready_believed_milliseconds = 1000;

class ServedOrganization {
public:
    // `config` is that of the organization alone: its database and anchors. `secure`: browsers reach it by TLS.
    // Refuses with a sentence that says which command helps. Throws DatabaseUnavailable.
    static Result<std::unique_ptr<ServedOrganization>> open(Config config, ServedName served, bool secure,
                                                            Passwords& passwords);

    ServedName const& served() const { return served_; }
    Api const& api() const { return *api_; }
    // Whether it can answer now; else what is missing: "database", "migrations" or "access_log". Looks at most once a
    // second.
    std::string_view missing();
    std::size_t access_log_waiting() const { return access_log_.waiting(); }

    // Does what was planned for a day that has come: transfers of caseloads.
    Result<void> do_what_is_due();
    // Fixes in the anchor file what the journal holds now.
    Result<void> anchor();
    // That, and forgets what is too old to be kept.
    Result<void> tidy_up() { return workplace_->tidy_up(); }
    // Writes the log of reads to its end; gives the number of rows that the database did not take.
    std::size_t close() { return access_log_.close(); }

private:
    ServedOrganization(std::unique_ptr<Config> config, ServedName served, std::unique_ptr<Workplace> workplace,
                       bool secure, Passwords& passwords);
    std::string_view look_for_missing();

    std::unique_ptr<Config> config_;  // the workplace refers to it
    ServedName served_;
    SystemRandomness randomness_;
    std::unique_ptr<Workplace> workplace_;
    Gate gate_;
    AccessLog access_log_;
    GateDoor door_;
    AccessReadLog read_log_;
    ChangeWatch watch_;
    ExchangeJobs exchange_;
    std::unique_ptr<Api> api_;

    std::mutex mutex_;
    Instant looked_at_{};
    std::string_view missing_{};
};

}  // namespace cairn
