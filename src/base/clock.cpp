#include "base/clock.hpp"

#include <sodium.h>

#include <array>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace cairn {

Instant SystemClock::now() const {
    auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

Instant FixedClock::now() const {
    std::scoped_lock const lock(mutex_);
    return instant_;
}

void FixedClock::set(Instant instant) {
    std::scoped_lock const lock(mutex_);
    instant_ = instant;
}

void FixedClock::advance_days(int days) {
    std::scoped_lock const lock(mutex_);
    instant_.milliseconds += days * 86'400'000LL;
}

SystemRandomness::SystemRandomness() {
    if (sodium_init() < 0) throw std::runtime_error("libsodium did not start");
}

void SystemRandomness::fill(std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); }

void SeededRandomness::fill(std::span<std::uint8_t> bytes) {
    std::array<std::uint8_t, randombytes_SEEDBYTES> seed{};
    {
        std::scoped_lock const lock(mutex_);
        std::memcpy(seed.data(), &seed_, sizeof seed_);
        std::memcpy(seed.data() + sizeof seed_, &block_, sizeof block_);
        ++block_;
    }
    randombytes_buf_deterministic(bytes.data(), bytes.size(), seed.data());
}

}  // namespace cairn
