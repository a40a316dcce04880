// Identifiers: UUIDv7 (RFC 9562), one C++ type per kind of record so that a participant cannot be passed for a peer.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace cairn {

struct Uuid {
    std::array<std::uint8_t, 16> bytes{};

    friend auto operator<=>(Uuid const&, Uuid const&) = default;
    bool is_nil() const { return *this == Uuid{}; }
    static Result<Uuid> parse(std::string_view text);  // 36 characters, lower or upper case, any version
};

std::string to_string(Uuid const& uuid);  // 36 characters, lower case

// `Record` is only a tag: Id<Participant> and Id<Staff> do not convert into each other.
template <class Record>
struct Id {
    Uuid uuid{};

    friend auto operator<=>(Id const&, Id const&) = default;
    bool is_nil() const { return uuid.is_nil(); }
};

template <class Record>
std::string to_string(Id<Record> const& id) {
    return to_string(id.uuid);
}

// Makes UUIDv7s that increase within one source (48 bits of milliseconds, a 12-bit counter, 62 random bits). Safe to
// share between threads. Clock and randomness are passed in.
class IdSource {
public:
    IdSource(Clock const& clock, Randomness& randomness) : clock_(clock), randomness_(randomness) {}

    Uuid next();
    template <class Record>
    Id<Record> next_id() {
        return {next()};
    }

private:
    Clock const& clock_;
    Randomness& randomness_;
    std::mutex mutex_;
    std::uint64_t last_ = 0;  // milliseconds << 12 | counter
};

}  // namespace cairn

template <>
struct std::hash<cairn::Uuid> {
    std::size_t operator()(cairn::Uuid const& uuid) const noexcept;
};

template <class Record>
struct std::hash<cairn::Id<Record>> {
    std::size_t operator()(cairn::Id<Record> const& id) const noexcept { return std::hash<cairn::Uuid>{}(id.uuid); }
};
