#include "features/demonstration/house.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/embedded.hpp"
#include "base/text.hpp"

namespace cairn::demonstration {
namespace {

constexpr std::string_view places_path = "features/demonstration/defaults/places.toml";

constexpr int places_per_peer = 3;
constexpr int first_place_of_peers =
    3;  // in each region: the bridge clinic or a hospital, where most referrals come from
constexpr int leave_days_before_turnover = 30;  // nobody goes on leave in the last days or the first
constexpr std::array leave_lengths{5, 10};      // days in a row, alternating
constexpr int days_between_leaves = 120;

constexpr std::array offers{Choice{"medication_experience", 4},
                            Choice{"mutual_aid_experience", 4},
                            Choice{"parent", 3},
                            Choice{"justice_experience", 3},
                            Choice{"housing_loss_experience", 2},
                            Choice{"veteran", 1},
                            Choice{"faith", 1},
                            Choice{"mental_health_experience", 2}};
constexpr std::array spoken{Choice{"en", 14}, Choice{"es", 4}, Choice{"pt", 1}, Choice{"ht", 1}};

std::string text_of(toml::table const& table, std::string_view key) {
    auto text = table[key].value<std::string>();
    if (!text) throw std::logic_error("a place of the demonstration lacks its " + std::string(key));
    return *text;
}

void read_places(House& house) {
    auto const table = toml::parse(embedded_file(places_path), places_path);
    for (auto const& region : *table["region"].as_array()) {
        auto const& of_region = *region.as_table();
        house.regions.push_back(text_of(of_region, "name"));
        for (auto const& entry : *of_region["sites"].as_array()) {
            auto const& site = *entry.as_table();
            Place place{.region = house.regions.size() - 1, .weight = site["weight"].value_or(1.0)};
            place.site.name = text_of(site, "name");
            place.site.setting = Code{text_of(site, "setting")};
            place.site.region = house.regions.back();
            place.site.city = text_of(site, "city");
            place.site.state = "PA";
            bool const practice = place.site.setting == "primary_care";
            if (practice) place.site.coverage_model = CoverageModel::group;
            place.site.huddle_model = practice ? HuddleModel::structured : HuddleModel::as_needed;
            if (practice) {
                for (auto const* item : {"space", "referral_pathway", "orientation"}) {
                    place.site.readiness.push_back({.item = Code{item}, .done = true});
                }
            }
            house.places.push_back(std::move(place));
        }
    }
}

struct Post {
    Role role;
    Profession profession;
    std::string login;  // empty: made of the name
    std::optional<std::size_t> region{};
};

class Planning {
public:
    Planning(House& house, Chance& chance, People& people, Date start, Date end)
        : house_(house), chance_(chance), people_(people), start_(start), end_(end) {}

    void plan() {
        house_.admin = add({Role::admin, Profession::other, "admin"});
        house_.manager = add({Role::manager, Profession::other, "manager"});
        add({Role::evaluator, Profession::other, "evaluator"});
        add({Role::finance, Profession::other, "finance"});
        for (std::size_t region = 0; region < house_.regions.size(); ++region) plan_region(region);
        house_.psychiatrist = add({Role::clinician, Profession::psychiatrist, ""});
        for (int i = 0; i < peers_at_work + peers_who_left; ++i) plan_peer(i);
        for (auto const peer : house_.peers) plan_leaves(house_.members[peer]);
        plan_leave_of_today();
    }

private:
    std::size_t add(Post const& post) {
        bool const woman = chance_.happens(0.55);
        auto const name = people_.new_name(woman);
        Member member{.region = post.region, .from = start_};
        member.login = post.login.empty() ? fold_text(name.given + "." + name.family) : post.login;
        // Each account costs as much as its password's hashing: those who write something, and one for each role.
        member.signs_in = !post.login.empty() || post.role == Role::peer || post.profession == Profession::peer;
        auto& staff = member.staff;
        staff.display_name = name.given + " " + name.family;
        staff.email = fold_text(name.given) + "." + fold_text(name.family) + "@example.org";
        staff.role = post.role;
        staff.profession = post.profession;
        staff.licensed = post.role == Role::clinician || post.profession == Profession::lcsw;
        staff.employment = Employment::employee;
        staff.fte = 1;
        staff.languages.words = {"en"};
        if (post.role == Role::peer) staff.offers.words.emplace_back(woman ? "woman" : "man");
        house_.members.push_back(std::move(member));
        return house_.members.size() - 1;
    }

    std::vector<std::size_t> places_of(std::size_t region) const {
        std::vector<std::size_t> places;
        for (std::size_t i = 0; i < house_.places.size(); ++i) {
            if (house_.places[i].region == region) places.push_back(i);
        }
        return places;
    }

    void plan_region(std::size_t region) {
        auto const places = places_of(region);
        auto const supervisor =
            add({Role::supervisor, Profession::peer, house_.program_supervisors.empty() ? "supervisor" : "", region});
        house_.members[supervisor].places = places;
        house_.program_supervisors.push_back(supervisor);
        auto const local = add({Role::supervisor, region % 2 == 0 ? Profession::lcsw : Profession::nurse, "", region});
        house_.members[local].places = {places.begin() + 3, places.end()};
        house_.site_supervisors.push_back(local);
        for (auto const place : places) {
            if (!(house_.places[place].site.setting == "primary_care")) continue;
            auto const pcp = add({Role::clinician, Profession::pcp, house_.pcps.empty() ? "clinician" : "", region});
            house_.members[pcp].places = {place};
            house_.pcps.push_back(pcp);
        }
        auto const lcsw = add({Role::clinician, Profession::lcsw, "", region});
        house_.members[lcsw].places = places;
        house_.lcsws.push_back(lcsw);
    }

    static void add_hours(Staff& staff) {
        for (auto const day :
             {Weekday::monday, Weekday::tuesday, Weekday::wednesday, Weekday::thursday, Weekday::friday}) {
            staff.work_schedule.push_back({day, "08:30", "17:00"});
        }
    }

    void plan_peer(int number) {
        auto const region = static_cast<std::size_t>(number) % house_.regions.size();
        auto const peer = add({Role::peer, Profession::peer, number == 0 ? "peer" : "", region});
        auto& member = house_.members[peer];
        auto const round = number / static_cast<int>(house_.regions.size());
        auto const places = places_of(region);
        for (int i = 0; i < places_per_peer; ++i) {
            member.places.push_back(
                places[static_cast<std::size_t>(first_place_of_peers + round * 2 + i) % places.size()]);
        }
        member.staff.caseload_min = 10;
        member.staff.caseload_max = 20;
        member.staff.offers.words.emplace_back(chance_.pick(offers));
        if (auto const language = chance_.pick(spoken); language != "en") {
            member.staff.languages.words.emplace_back(language);
        }
        if (number % 2 == 0) add_hours(member.staff);  // not everybody has written theirs down
        auto const days = end_ - start_;
        if (number >= peers_at_start) {
            auto const later_ones = peers_at_work + peers_who_left - peers_at_start;
            member.from = start_ + days * (number - peers_at_start + 1) / (later_ones + 1);
        } else if (number >= peers_at_start - peers_who_left) {
            auto const leaver = number - (peers_at_start - peers_who_left);
            member.until = start_ + days * (leaver + 1) / (peers_who_left + 1);
        }
        house_.peers.push_back(peer);
    }

    // Covered by another peer of the region who is there all the time.
    void plan_leaves(Member& member) {
        auto const last = member.until.value_or(end_);
        std::size_t length = 0;
        auto day = member.from + leave_days_before_turnover + chance_.whole(0, days_between_leaves);
        while (day + leave_lengths[length] + leave_days_before_turnover < last) {
            while (is_weekend(day)) day = day + 1;
            Leave const leave{
                .from = day, .until = day + leave_lengths[length] + 1, .covered_by = cover_for(member, day)};
            member.leaves.push_back(leave);
            length = (length + 1) % leave_lengths.size();
            day = leave.until + days_between_leaves + chance_.whole(-40, 40);
        }
    }

    // A story: somebody is away today, and the peer whose account is known covers.
    void plan_leave_of_today() {
        auto& away = house_.members[house_.peers.at(house_.regions.size())];
        away.leaves.push_back({.from = end_ - 2, .until = end_ + 5, .covered_by = house_.peers.front()});
    }

    std::size_t cover_for(Member const& absent, Date day) const {
        for (auto const peer : house_.peers) {
            auto const& other = house_.members[peer];
            bool const here = other.region == absent.region && &other != &absent && other.from <= day && !other.until;
            if (here && other.leave_on(day) == nullptr && other.leave_on(day + leave_lengths.back()) == nullptr)
                return peer;
        }
        return house_.program_supervisors[*absent.region];
    }

    House& house_;
    Chance& chance_;
    People& people_;
    Date start_;
    Date end_;
};

}  // namespace

Leave const* Member::leave_on(Date date) const {
    auto const found = std::find_if(leaves.begin(), leaves.end(),
                                    [&](auto const& leave) { return leave.from <= date && date <= leave.until; });
    return found == leaves.end() ? nullptr : &*found;
}

House plan_house(Chance& chance, People& people, Date start, Date end) {
    House house;
    read_places(house);
    Planning(house, chance, people, start, end).plan();
    return house;
}

}  // namespace cairn::demonstration
