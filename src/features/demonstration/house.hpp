// The sites of the demonstration and the people who work there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "access/permit.hpp"
#include "features/accounts/account.hpp"
#include "features/demonstration/calendar.hpp"
#include "features/demonstration/people.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn::demonstration {

inline constexpr int peers_at_work = 23;  // [MGB]
inline constexpr int peers_who_left = 3;  // before the last day
inline constexpr int peers_at_start = 14;

struct Place {
    Site site{};
    std::size_t region = 0;
    double weight = 0;  // share of the referrals
};

// Days off in a row, both included.
struct Leave {
    Date from{};
    Date until{};
    std::size_t covered_by = 0;  // a member
};

struct Member {
    Staff staff{};
    bool signs_in = false;  // has an account
    Id<Account> account_id{};
    std::string login{};
    std::optional<std::size_t> region{};  // none: the whole program
    std::vector<std::size_t> places{};    // indexes into House::places
    Date from{};
    std::optional<Date> until{};  // last day
    std::vector<Leave> leaves{};
    int load = 0;  // open episodes, and referrals on their way to one

    bool works_on(Date date) const { return from <= date && (!until || date <= *until); }
    Leave const* leave_on(Date date) const;
};

struct House {
    std::vector<std::string> regions{};
    std::vector<Place> places{};
    std::vector<Member> members{};
    // Indexes into `members`.
    std::size_t admin = 0;
    std::size_t manager = 0;
    std::vector<std::size_t> program_supervisors{};  // one for each region
    std::vector<std::size_t> site_supervisors{};
    std::vector<std::size_t> peers{};  // in the order in which they come
    std::vector<std::size_t> pcps{};
    std::vector<std::size_t> lcsws{};  // one for each region
    std::size_t psychiatrist = 0;
};

// Everybody and everything there will be from `start` to `end`, without ids: nothing is written yet.
House plan_house(Chance& chance, People& people, Date start, Date end);

}  // namespace cairn::demonstration
