// How often somebody may try: token buckets, one for each name, in bounded memory.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.hpp"
#include "base/clock.hpp"

namespace cairn {

struct RateLimit {
    int tries = 0;    // at once, and in every period
    int minutes = 0;  // in which a bucket fills up again, evenly
};

inline constexpr RateLimit tries_per_login{10, 15};
inline constexpr RateLimit tries_per_address{50, 15};
inline constexpr std::size_t rate_limit_names_max = 20'000;

// Safe to share between threads.
class RateLimiter {
public:
    RateLimiter(Clock const& clock, RateLimit limit, std::size_t names_max = rate_limit_names_max)
        : clock_(clock), limit_(limit), names_max_(names_max) {}

    // Takes one try; otherwise the seconds until there is one again.
    std::optional<int> take(std::string_view name);
    // A try that was no guess after all.
    void give_back(std::string_view name);
    std::size_t names() const;

private:
    struct Bucket {
        double tries = 0;
        Instant at{};
    };
    double per_millisecond() const;
    void refill(Bucket& bucket, Instant now) const;
    void make_room(Instant now);

    Clock const& clock_;
    RateLimit limit_;
    std::size_t names_max_;
    mutable std::mutex mutex_;
    std::map<Digest, Bucket> buckets_{};
};

// An address as one household or office has it: IPv4 in whole, IPv6 by its first 64 bits, because whoever has one of
// those addresses has them all.
std::string address_block(std::string_view address);

}  // namespace cairn
