// Time and chance, passed in by hand so that every test can hold them still.
#pragma once

#include <cstdint>
#include <mutex>
#include <span>

#include "base/instant.hpp"

namespace cairn {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    Instant now() const override;
};

// Stands still until told otherwise; for tests, replays and generated data.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant instant) : instant_(instant) {}
    Instant now() const override;
    void set(Instant instant);
    void advance_days(int days);

private:
    mutable std::mutex mutex_;
    Instant instant_;
};

class Randomness {
public:
    virtual ~Randomness() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

// The operating system's generator, by libsodium.
class SystemRandomness final : public Randomness {
public:
    SystemRandomness();
    void fill(std::span<std::uint8_t> bytes) override;
};

// The same bytes for the same seed (libsodium randombytes_buf_deterministic in blocks); never for keys.
class SeededRandomness final : public Randomness {
public:
    explicit SeededRandomness(std::uint64_t seed) : seed_(seed) {}
    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::mutex mutex_;
    std::uint64_t seed_;
    std::uint64_t block_ = 0;
};

}  // namespace cairn
