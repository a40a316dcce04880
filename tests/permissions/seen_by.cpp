#include "seen_by.hpp"

#include <algorithm>

namespace cairn {
namespace {

template <class Record>
std::vector<Record> all_of_table(Reader& reader) {
    std::vector<Record> records;
    auto const& type = record_type<Record>();
    // unbounded: the few rows of one test
    reader.each({"SELECT " + column_list(type) + " FROM " + std::string(type.name)}, [&](Row const& row) {
        records.push_back(read_record<Record>(row));
        return true;
    });
    return records;
}

bool is_open(Referral const& referral) { return cairn::is_open(referral.status); }
bool is_open(Episode const& episode) { return !episode.ended_on; }

class World {
public:
    World(ProgramRows const& rows, Id<Participant> const& participant, Date today)
        : rows_(rows), participant_(participant), today_(today) {}

    bool on_caseload(Id<Staff> const& peer) const {
        return any_episode([&](auto const& e) { return e.peer_id == peer && (is_open(e) || *e.ended_on >= today_); }) ||
               any_referral([&](auto const& r) {
                   if (r.peer_id != peer || r.status == ReferralStatus::enrolled) return false;
                   return is_open(r) || decided_on(r) >= today_;
               });
    }
    bool open_with(Id<Staff> const& peer) const {
        return any_episode([&](auto const& e) { return e.peer_id == peer && is_open(e); }) ||
               any_referral([&](auto const& r) { return r.peer_id == peer && is_open(r); });
    }
    bool covered_by(Id<Staff> const& user) const {
        return std::any_of(rows_.covers.begin(), rows_.covers.end(), [&](auto const& cover) {
            return cover.covering_staff_id == user && !cover.cancelled_at && cover.from <= today_ &&
                   today_ <= cover.until && open_with(cover.absent_staff_id);
        });
    }
    bool with_somebody_supervised_by(Id<Staff> const& user) const {
        return std::any_of(rows_.staff.begin(), rows_.staff.end(), [&](auto const& peer) {
            if (peer.program_supervisor_id != user && peer.site_supervisor_id != user) return false;
            return any_episode([&](auto const& e) { return e.peer_id == peer.id; }) ||
                   any_referral([&](auto const& r) { return r.peer_id == peer.id; });
        });
    }
    bool ever_at_a_site_of(Staff const& user) const {
        return any_episode([&](auto const& e) { return works_at(user, e.site_id); }) ||
               any_referral([&](auto const& r) { return r.site_id && works_at(user, *r.site_id); });
    }
    bool waits_at_a_site_of(Staff const& user) const {
        return any_referral(
            [&](auto const& r) { return is_open(r) && !r.peer_id && r.site_id && works_at(user, *r.site_id); });
    }
    bool consents_to(Staff const& user) const {
        bool const on_team =
            std::any_of(rows_.members.begin(), rows_.members.end(),
                        [&](auto const& m) {
                            return m.participant_id == participant_ && m.staff_id == user.id && m.from <= today_ &&
                                   (!m.until || today_ <= *m.until);
                        }) ||
            any_episode([&](auto const& e) { return is_open(e) && (e.pcp_id == user.id || e.lcsw_id == user.id); });
        return on_team && std::any_of(rows_.consents.begin(), rows_.consents.end(), [&](auto const& consent) {
                   bool const for_them = consent.recipient_staff_id == user.id ||
                                         (consent.recipient_site_id && works_at(user, *consent.recipient_site_id));
                   return consent.participant_id == participant_ && for_them && !consent.revoked_at &&
                          consent.signed_on <= today_ && (!consent.until || today_ <= *consent.until);
               });
    }

private:
    template <class Is>
    bool any_episode(Is const& is) const {
        return std::any_of(rows_.episodes.begin(), rows_.episodes.end(),
                           [&](auto const& e) { return e.participant_id == participant_ && is(e); });
    }
    template <class Is>
    bool any_referral(Is const& is) const {
        return std::any_of(rows_.referrals.begin(), rows_.referrals.end(),
                           [&](auto const& r) { return r.participant_id == participant_ && is(r); });
    }
    static bool works_at(Staff const& user, Id<Site> const& site) {
        return std::any_of(user.sites.begin(), user.sites.end(), [&](auto const& s) { return s.site_id == site; });
    }
    static Date decided_on(Referral const& referral) {
        return Date::parse(to_string(referral.decided_at.value()).substr(0, 10)).value();
    }

    ProgramRows const& rows_;
    Id<Participant> participant_;
    Date today_;
};

}  // namespace

ProgramRows read_rows(Reader& reader) {
    return {.staff = all_of_table<Staff>(reader),
            .referrals = all_of_table<Referral>(reader),
            .episodes = all_of_table<Episode>(reader),
            .covers = all_of_table<Cover>(reader),
            .members = all_of_table<CareTeamMember>(reader),
            .consents = all_of_table<Consent>(reader)};
}

bool is_seen_by(ProgramRows const& rows, Id<Staff> const& user_id, Id<Participant> const& participant, Date today) {
    auto const user =
        std::find_if(rows.staff.begin(), rows.staff.end(), [&](auto const& staff) { return staff.id == user_id; });
    if (user == rows.staff.end()) return false;
    auto const permissions = permissions_of(user->role);
    if (!permissions.test(static_cast<std::size_t>(Permission::read_charts))) return false;
    if (permissions.test(static_cast<std::size_t>(Permission::see_everyone))) return true;
    World const world(rows, participant, today);
    bool const supervises = user->role == Role::supervisor;
    bool const does_intake = user->role == Role::peer || user->role == Role::supervisor;
    return world.on_caseload(user->id) || world.covered_by(user->id) || world.consents_to(*user) ||
           (supervises && (world.with_somebody_supervised_by(user->id) || world.ever_at_a_site_of(*user))) ||
           (does_intake && world.waits_at_a_site_of(*user));
}

}  // namespace cairn
