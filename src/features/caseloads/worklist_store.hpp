// Open referrals and open episodes with what their clocks need, in the order of a list.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "features/caseloads/worklist.hpp"

namespace cairn {

struct OpenReferral {
    Referral referral{};
    std::string participant_name{};
    std::string time_zone{};  // of the site, else the program's
};

struct OpenEpisode {
    Episode episode{};
    std::string participant_name{};
    std::string name_key{};
    std::string time_zone{};
    std::optional<Date> last_reached_on{};
    std::optional<Date> next_contact_on{};
};

enum class Whose : std::uint8_t { callers, unassigned };
enum class EpisodeOrder : std::uint8_t { by_name, by_id };

// Where a list goes on: after a row with this key and id.
struct After {
    std::string key{};
    std::string id{};
};

struct OpenWorkAsked {
    std::optional<Id<Staff>> staff_id{};
    Whose whose = Whose::callers;
    std::optional<After> after{};
    std::size_t limit = 0;
};

// Calls `visit` for each, by received_on and id; it answers whether to go on.
void each_open_referral(WorklistView const& view, OpenWorkAsked const& asked,
                        std::function<bool(OpenReferral const&)> const& visit);
void each_open_episode(WorklistView const& view, OpenWorkAsked const& asked, EpisodeOrder order,
                       std::function<bool(OpenEpisode const&)> const& visit);

}  // namespace cairn
