// Sites: the practices, hospitals and community places where peers work.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "base/date.hpp"
#include "base/id.hpp"
#include "base/result.hpp"
#include "features/program/program.hpp"
#include "record/record_type.hpp"
#include "record/types.hpp"

namespace cairn {

struct Staff;

// How primary care at the site works with a peer: through one PCP, or through all of them [Penn].
enum class CoverageModel : std::uint8_t { single_pcp, group };
enum class HuddleModel : std::uint8_t { structured, as_needed };

// One thing a site needs before a peer can work there. An item that is not listed has not been looked at.
struct ReadinessItem {
    Code item{};  // code list readiness_item
    bool done = false;
    std::optional<Date> done_on{};  // only with `done`; unknown when empty
    std::optional<std::string> note{};
};

struct Site {
    Id<Site> id{};
    std::int64_t version = 0;
    std::string name{};
    Code setting{};
    std::optional<std::string> region{};
    std::optional<std::string> city{};
    std::optional<std::string> state{};  // two letters
    std::optional<std::string> zip{};
    std::string time_zone{};  // IANA; a caller may leave it empty and gets the program's
    std::optional<CoverageModel> coverage_model{};
    std::optional<HuddleModel> huddle_model{};
    std::optional<Id<Staff>> champion_pcp_id{};
    std::vector<ReadinessItem> readiness{};
};

template <>
RecordType const& record_type<Site>();

// Fills in what was left out, then appends every problem: declared rules, readiness, champion. `previous` is the stored
// site that this one replaces, else null.
void complete_and_check(Site& site, Site const* previous, CheckContext const& context, Problems& problems);

// A new site. The caller may bring the id, else it gets one.
Result<Written> register_site(Permit const& permit, Organization& organization, Site const& site, std::string key);
// The whole site as it shall be, with the version that was seen.
Result<Written> edit_site(Permit const& permit, Organization& organization, Site const& changed, std::string key);

Importable site_importable();

// The site's time zone, else the program's: local days of what happens there are taken in it.
std::string time_zone_at(CheckContext const& context, std::optional<Id<Site>> const& site_id);

}  // namespace cairn
