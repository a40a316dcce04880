// The demonstration organization (domain §10): a synthetic peer recovery program with its history up to the present,
// generated from a seed through the services, so that everything a screen can show is there. Nobody in it exists.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "access/passwords.hpp"
#include "base/clock.hpp"
#include "features/program/program.hpp"

namespace cairn {

inline constexpr std::string_view demonstration_name = "Cairn demonstration (synthetic)";
inline constexpr std::uint64_t demonstration_seed = 2024;
inline constexpr int demonstration_months_min = 6;  // so that somebody can complete an episode and come back

// The logins that stand for a role each. Everybody else of the staff has an account whose password nobody knows.
inline constexpr std::array<std::string_view, 7> demonstration_logins{"peer",      "supervisor", "clinician", "manager",
                                                                      "evaluator", "finance",    "admin"};

struct DemonstrationOptions {
    std::uint64_t seed = demonstration_seed;
    Instant until{};       // the present of the demonstration
    int referrals = 6785;  // [MGB]
    int months = 52;       // at least demonstration_months_min
};

struct DemonstrationCounts {
    std::size_t participants = 0;
    std::size_t referrals = 0;
    std::size_t episodes = 0;
    std::size_t contacts = 0;
    std::size_t activities = 0;
};

// Before the first day: when the organization is to be migrated and seeded.
Instant demonstration_begins_at(DemonstrationOptions const& options);

// Fills an organization that is migrated and seeded and otherwise empty. `clock` is the one that the organization works
// with, not later than its beginning; it walks up to `until`. The same seed and day give the same records, but for the
// text of passwords. Throws std::logic_error when a command is refused, which is a mistake of the generator.
DemonstrationCounts generate_demonstration(Organization& organization, FixedClock& clock, Passwords& passwords,
                                           DemonstrationOptions const& options);

}  // namespace cairn
