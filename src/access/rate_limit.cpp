#include "access/rate_limit.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace cairn {
namespace {

constexpr double milliseconds_per_minute = 60'000;
constexpr double milliseconds_per_second = 1'000;
constexpr double whole_try = 1 - 1e-9;  // a try that was filled up in binary fractions

}  // namespace

double RateLimiter::per_millisecond() const { return limit_.tries / (limit_.minutes * milliseconds_per_minute); }

void RateLimiter::refill(Bucket& bucket, Instant now) const {
    // A clock that was set back fills nothing and takes nothing.
    auto const passed = std::max<std::int64_t>(0, now.milliseconds - bucket.at.milliseconds);
    bucket.tries = std::min<double>(limit_.tries, bucket.tries + static_cast<double>(passed) * per_millisecond());
    bucket.at = now;
}

std::optional<int> RateLimiter::take(std::string_view name) {
    auto const now = clock_.now();
    auto const key = digest_of(name);
    std::scoped_lock const lock(mutex_);
    auto at = buckets_.find(key);
    if (at == buckets_.end()) {
        if (buckets_.size() >= names_max_) make_room(now);
        at = buckets_.emplace(key, Bucket{static_cast<double>(limit_.tries), now}).first;
    }
    auto& bucket = at->second;
    refill(bucket, now);
    if (bucket.tries < whole_try) {
        return static_cast<int>(std::ceil((1 - bucket.tries) / per_millisecond() / milliseconds_per_second));
    }
    bucket.tries = std::max(0.0, bucket.tries - 1);
    return std::nullopt;
}

void RateLimiter::give_back(std::string_view name) {
    std::scoped_lock const lock(mutex_);
    auto const at = buckets_.find(digest_of(name));
    if (at == buckets_.end()) return;
    at->second.tries = std::min<double>(limit_.tries, at->second.tries + 1);
}

std::size_t RateLimiter::names() const {
    std::scoped_lock const lock(mutex_);
    return buckets_.size();
}

// Forgets what is full again and, if that is not enough, the half that has most tries left: whoever makes up names
// cannot wash away a bucket that is empty.
void RateLimiter::make_room(Instant now) {
    for (auto& [key, bucket] : buckets_) refill(bucket, now);
    std::erase_if(buckets_, [&](auto const& entry) { return entry.second.tries >= limit_.tries; });
    if (buckets_.size() < names_max_) return;
    std::vector<double> left;
    left.reserve(buckets_.size());
    for (auto const& [key, bucket] : buckets_) left.push_back(bucket.tries);
    auto const middle = left.begin() + static_cast<std::ptrdiff_t>(left.size() / 2);
    std::nth_element(left.begin(), middle, left.end());
    auto const median = *middle;
    auto to_forget = left.size() - left.size() / 2;
    std::erase_if(buckets_, [&](auto const& entry) {
        bool const forget = to_forget > 0 && entry.second.tries >= median;
        if (forget) --to_forget;
        return forget;
    });
}

std::string address_block(std::string_view address) {
    std::string text(address);
    in6_addr six{};
    if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    auto const bytes = ByteView(static_cast<std::uint8_t const*>(six.s6_addr), sizeof six.s6_addr);
    if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
        std::array<char, INET_ADDRSTRLEN> four{};
        return ::inet_ntop(AF_INET, bytes.data() + mapped.size(), four.data(), four.size());
    }
    constexpr std::size_t network_bytes = 8;
    return "ipv6:" + to_hex(bytes.first(network_bytes));
}

}  // namespace cairn
