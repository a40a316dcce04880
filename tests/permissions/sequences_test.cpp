// No sequence of commands gives a role something that the rules deny: random people of every role send random commands,
// and after each one everybody is asked whom they see.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <random>

#include "features/participants/participant.hpp"
#include "features/sites/site.hpp"
#include "seen_by.hpp"
#include "whole_api.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

constexpr int steps_in_a_sequence = 60;

Date today() { return Date::parse("2026-11-02").value(); }

struct Sent {
    Permission needs;
    std::string path;
    json::object body;
    std::int64_t version = 0;
    std::optional<Id<Participant>> about{};
};

class Sequence {
public:
    Sequence(Engine engine, unsigned seed) : whole_(engine), chance_(seed) { make_program(); }

    void run() {
        for (int step = 0; step < steps_in_a_sequence; ++step) {
            auto const before = rows();
            auto const& actor = pick(staff_);
            auto const sent = pick_command(before);
            if (!sent) continue;
            whole_.api().as(to_string(actor.id));
            auto const response = whole_.api().command(sent->path, json::serialize(sent->body), sent->version);
            check_answer(before, actor, *sent, response);
            check_everybody();
            if (testing::Test::HasFailure()) return;
        }
    }

    int applied() const { return applied_; }

private:
    static bool may(Staff const& staff, Permission permission) {
        return permissions_of(staff.role).test(static_cast<std::size_t>(permission));
    }

    void check_answer(ProgramRows const& before, Staff const& actor, Sent const& sent, HttpResponse const& response) {
        auto const what = std::string(to_string(actor.role)) + " POST " + sent.path + ' ' + json::serialize(sent.body) +
                          " -> " + std::to_string(response.status) + ' ' + response.body;
        ASSERT_LT(response.status, 500) << what;
        if (!may(actor, sent.needs)) {
            EXPECT_EQ(response.status, 403) << what;
        } else if (sent.about && !is_seen_by(before, actor.id, *sent.about, today())) {
            EXPECT_GE(response.status, 400) << what << " about somebody they do not see";
        }
        if (response.status < 300) ++applied_;
    }

    void check_everybody() {
        auto const now = rows();
        for (auto const& member : staff_) {
            whole_.api().as(to_string(member.id));
            for (auto const& participant : participants_) {
                auto const status = whole_.api().get("/participants/" + to_string(participant)).status;
                auto const expected = !may(member, Permission::read_charts)              ? 403
                                      : is_seen_by(now, member.id, participant, today()) ? 200
                                                                                         : 404;
                ASSERT_EQ(status, expected) << to_string(member.role) << ' ' << member.display_name;
            }
        }
    }

    ProgramRows rows() {
        ProgramRows rows;
        whole_.store().database().read([&](Reader& reader) { rows = read_rows(reader); });
        return rows;
    }

    std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(chance_); }
    template <class Item>
    Item const& pick(std::vector<Item> const& items) {
        return items[below(items.size())];
    }
    std::string some_peer() { return to_string(staff_[below(3)].id); }
    std::string anybody() { return to_string(pick(staff_).id); }
    std::string some_site() { return to_string(pick(sites_)); }
    template <class Record>
    std::string made() {
        return to_string(whole_.new_id<Record>());
    }

    std::optional<Sent> pick_command(ProgramRows const& now) {
        using enum Permission;
        auto const whom = pick(participants_);
        auto const on = [&](std::string list, auto const& record, std::string command, Permission needs,
                            json::object body, std::optional<Id<Participant>> about) {
            return Sent{needs, "/" + list + "/" + to_string(record.id) + "/" + command, std::move(body), record.version,
                        std::move(about)};
        };
        switch (below(14)) {
        case 0:
        case 1:
            return Sent{refer,
                        "/referrals",
                        {{"id", made<Referral>()},
                         {"participant_id", to_string(whom)},
                         {"site_id", some_site()},
                         {"received_at", "2026-11-01T12:00:00Z"}},
                        0,
                        whom};
        case 2:
        case 3:
            if (now.referrals.empty()) return std::nullopt;
            return with(pick(now.referrals), [&](auto const& r) {
                return on("referrals", r, "assign", assign, {{"peer_id", some_peer()}}, r.participant_id);
            });
        case 4:
        case 5:
            if (now.referrals.empty()) return std::nullopt;
            return with(pick(now.referrals), [&](auto const& r) {
                return on("referrals", r, "enroll", enroll, {{"peer_id", some_peer()}, {"site_id", some_site()}},
                          r.participant_id);
            });
        case 6:
            if (now.referrals.empty()) return std::nullopt;
            return with(pick(now.referrals), [&](auto const& r) {
                return on("referrals", r, "decline", enroll, {{"decline_reason", "not_now"}}, r.participant_id);
            });
        case 7:
            if (now.episodes.empty()) return std::nullopt;
            return with(pick(now.episodes), [&](auto const& e) {
                return on("episodes", e, "peer", assign, {{"peer_id", some_peer()}}, e.participant_id);
            });
        case 8:
            if (now.episodes.empty()) return std::nullopt;
            return with(pick(now.episodes), [&](auto const& e) {
                return on("episodes", e, "end", manage_episodes, {{"end_reason", "withdrew"}}, e.participant_id);
            });
        case 9:
            return Sent{arrange_caseloads,
                        "/covers",
                        {{"id", made<Cover>()},
                         {"absent_staff_id", some_peer()},
                         {"covering_staff_id", some_peer()},
                         {"from", "2026-11-02"},
                         {"until", "2026-11-03"}}};
        case 10:
            if (now.covers.empty()) return std::nullopt;
            return on("covers", pick(now.covers), "cancel", arrange_caseloads, {}, std::nullopt);
        case 11:
            return Sent{arrange_care_team,
                        "/participants/" + to_string(whom) + "/consents",
                        {{"id", made<Consent>()},
                         {"participant_id", to_string(whom)},
                         {"recipient_staff_id", anybody()},
                         {"purpose", "treatment"},
                         {"signed_on", "2026-11-02"}},
                        0,
                        whom};
        case 12:
            return Sent{arrange_care_team,
                        "/participants/" + to_string(whom) + "/care-team",
                        {{"id", made<CareTeamMember>()},
                         {"participant_id", to_string(whom)},
                         {"staff_id", anybody()},
                         {"function", "nurse"},
                         {"from", "2026-11-02"}},
                        0,
                        whom};
        default:
            if (now.consents.empty()) return std::nullopt;
            return with(pick(now.consents), [&](auto const& c) {
                return on("consents", c, "revoke", arrange_care_team, {}, c.participant_id);
            });
        }
    }

    template <class Record, class Make>
    static Sent with(Record const& record, Make const& make) {
        return make(record);
    }

    void hire(std::string name, Role role, std::size_t site, std::optional<Id<Staff>> supervisor = {}) {
        Staff member;
        member.id = whole_.new_id<Staff>();
        member.display_name = std::move(name);
        member.role = role;
        member.sites = {{.site_id = sites_.at(site)}};
        member.program_supervisor_id = supervisor;
        register_staff(whole_.operator_permit(), whole_.organization(), member, whole_.key()).value();
        staff_.push_back(member);
        whole_.api().door().let_in(to_string(member.id),
                                   authorize_holder(made<struct Account>(), to_string(member.id), role, today()));
    }

    void make_program() {
        for (auto const* name : {"Cedar Avenue Health Center", "Maple Street Clinic"}) {
            Site site;
            site.id = whole_.new_id<Site>();
            site.name = name;
            register_site(whole_.operator_permit(), whole_.organization(), site, whole_.key()).value();
            sites_.push_back(site.id);
        }
        auto const supervisor = whole_.new_id<Staff>();
        Staff lead;
        lead.id = supervisor;
        lead.display_name = "Lead";
        lead.role = Role::supervisor;
        register_staff(whole_.operator_permit(), whole_.organization(), lead, whole_.key()).value();
        hire("Ana", Role::peer, 0, supervisor);
        hire("Bo", Role::peer, 0);
        hire("Cy", Role::peer, 1);
        staff_.push_back(lead);
        whole_.api().door().let_in(
            to_string(supervisor),
            authorize_holder(made<struct Account>(), to_string(supervisor), Role::supervisor, today()));
        hire("Dee", Role::supervisor, 1);
        hire("Eli", Role::clinician, 0);
        hire("Fay", Role::manager, 0);
        hire("Gus", Role::evaluator, 0);
        hire("Hal", Role::admin, 1);
        for (int i = 0; i < 4; ++i) {
            Participant participant;
            participant.id = whole_.new_id<Participant>();
            register_participant(whole_.operator_permit(), whole_.organization(), participant, whole_.key()).value();
            participants_.push_back(participant.id);
        }
    }

    WholeApi whole_;
    std::mt19937 chance_;
    std::vector<Id<Site>> sites_{};
    std::vector<Staff> staff_{};  // peers first
    std::vector<Id<Participant>> participants_{};
    int applied_ = 0;
};

class Sequences : public testing::TestWithParam<Engine> {};
INSTANTIATE_STORE_TESTS(Sequences);

TEST_P(Sequences, GiveNobodyWhatTheRulesDeny) {
    int const sequences = GetParam() == Engine::sqlite ? 12 : 3;
    int applied = 0;
    for (int seed = 1; seed <= sequences; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Sequence sequence(GetParam(), static_cast<unsigned>(seed));
        sequence.run();
        applied += sequence.applied();
        if (HasFailure()) return;
    }
    EXPECT_GT(applied, sequences * 2) << "or the commands asked for nothing that could be given";
}

}  // namespace
}  // namespace cairn
