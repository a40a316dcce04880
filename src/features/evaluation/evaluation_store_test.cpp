#include "features/evaluation/evaluation_store.hpp"

#include <set>
#include <stdexcept>

#include <fmt/format.h>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "features/activities/activity.hpp"
#include "features/contacts/contact.hpp"
#include "features/episodes/episode.hpp"
#include "features/evaluation/columns_builder.hpp"
#include "features/evaluation/evaluation.hpp"
#include "features/evaluation/id_index.hpp"
#include "features/participants/participant.hpp"
#include "features/program/testing.hpp"
#include "features/referrals/referral.hpp"
#include "features/sites/site.hpp"
#include "features/staff/staff.hpp"

namespace cairn {
namespace {

Date on(std::string_view text) { return Date::parse(text).value(); }
Moment at(std::string_view text) { return Moment::parse(text).value(); }

class EvaluationStore : public OrganizationTest {
protected:
    template <class Record>
    Id<Record> insert(Record record) {
        record.id = new_id<Record>();
        record.version = 1;
        auto const& type = record_type<Record>();
        database().maintain([&](Maintenance& session) {
            session.execute({insert_sql(type), record_values(type, &record)});
        });
        return record.id;
    }
    evaluation::Columns columns() {
        evaluation::Columns loaded;
        database().read(
            [&](Reader& reader) { loaded = evaluation::load_columns(reader, "America/New_York", permit()); });
        return loaded;
    }
    void insert_one_of_each();
    void execute(std::string_view sql) {
        database().maintain([&](Maintenance& session) { session.execute({sql}); });
    }
};
INSTANTIATE_STORE_TESTS(EvaluationStore);

void EvaluationStore::insert_one_of_each() {
    auto const peer = insert(Staff{.display_name = "Robin", .time_zone = "America/New_York"});
    auto const site =
        insert(Site{.name = "Harbor", .setting = {"primary_care"}, .region = "north", .time_zone = "America/New_York"});
    auto const person = insert(Participant{.sex = {"female"},
                                           .race = {{"asian", "white"}},
                                           .ethnicity = {"not_hispanic"},
                                           .languages = {{"es"}},
                                           .primary_substance = {"fentanyl"},
                                           .overdose_count = 2});
    auto const referral = insert(Referral{.participant_id = person,
                                          .site_id = site,
                                          .source = {"warmline"},
                                          .setting = {"inpatient"},
                                          .received_at = at("2026-01-02"),
                                          .received_on = on("2026-01-02"),
                                          .primary_substance = {"heroin"},
                                          .payer_kind = {"medicaid"},
                                          .status = ReferralStatus::enrolled,
                                          .decided_at = at("2026-01-06T02:00:00Z"),  // the evening before at the site
                                          .first_contact_at = at("2026-01-03"),
                                          .peer_id = peer});
    auto const episode = insert(Episode{.participant_id = person,
                                        .site_id = site,
                                        .peer_id = peer,
                                        .referral_id = referral,
                                        .started_on = on("2026-01-06"),
                                        .ended_on = on("2026-03-01"),
                                        .end_reason = EndReason::completed,
                                        .status = EpisodeStatus::completed,
                                        .pathway = {"reduction"},
                                        .study_arm = "peer"});
    insert(Contact{.participant_id = person,
                   .episode_id = episode,
                   .peer_id = peer,
                   .site_id = site,
                   .started_at = at("2026-02-28T12:00:00Z"),
                   .service_date = on("2026-02-28"),
                   .minutes = 25,
                   .mode = {"phone"},
                   .outcome = {"reached"}});
    insert(Activity{.staff_id = peer,
                    .started_at = at("2026-02-28"),
                    .service_date = on("2026-02-28"),
                    .minutes = 480,
                    .kind = {"leave"}});
}

TEST_P(EvaluationStore, FillsEveryColumn) {
    insert_one_of_each();
    auto const loaded = columns();
    using evaluation::day;
    auto const& words = loaded.words;
    EXPECT_EQ(loaded.staff.name.at(0), "Robin");
    EXPECT_EQ(loaded.sites.name.at(0), "Harbor");
    EXPECT_EQ(words.text(loaded.sites.region.at(0)), "north");
    EXPECT_EQ(words.text(loaded.participants.race.at(0)), "multiple");
    EXPECT_EQ(words.text(loaded.participants.language.at(0)), "es");
    EXPECT_EQ(words.text(loaded.participants.overdose_history.at(0)), "any");
    EXPECT_EQ(loaded.referrals.received_on.at(0), day("2026-01-02"));
    EXPECT_EQ(loaded.referrals.decided_on.at(0), day("2026-01-05"));
    EXPECT_EQ(loaded.referrals.first_contact_on.at(0), day("2026-01-03"));
    EXPECT_EQ(loaded.referrals.status.at(0), evaluation::referral_status::enrolled);
    EXPECT_EQ(words.text(loaded.referrals.payer_kind.at(0)), "medicaid");
    EXPECT_EQ(loaded.episodes.referral.at(0), 0u);
    EXPECT_EQ(loaded.episodes.ended_on.at(0), day("2026-03-01"));
    EXPECT_EQ(loaded.episodes.end_reason.at(0), evaluation::end_reason::completed);
    EXPECT_EQ(words.text(loaded.episodes.study_arm.at(0)), "peer");
    EXPECT_EQ(loaded.contacts.day.at(0), day("2026-02-28"));
    EXPECT_EQ(loaded.contacts.minutes.at(0), 25);
    EXPECT_EQ(loaded.contacts.mode.at(0), evaluation::mode::phone);
    EXPECT_EQ(loaded.contacts.outcome.at(0), evaluation::outcome::reached);
    EXPECT_EQ(loaded.activities.kind.at(0), evaluation::activity_kind::leave);
}

TEST_P(EvaluationStore, LeavesVoidedEntriesOutAndKeepsTheUnknownUnknown) {
    auto const peer = insert(Staff{.display_name = "Robin", .time_zone = "America/New_York"});
    auto const person = insert(Participant{});
    Contact contact{.participant_id = person, .started_at = at("2026-02-28"), .service_date = on("2026-02-28")};
    insert(contact);
    contact.voided_at = Instant::parse("2026-03-01T12:00:00Z").value();
    insert(contact);
    Activity activity{.staff_id = peer, .started_at = at("2026-02-28"), .service_date = on("2026-02-28")};
    activity.voided_at = contact.voided_at;
    insert(activity);
    auto const loaded = columns();
    ASSERT_EQ(loaded.contacts.size(), 1u);
    EXPECT_EQ(loaded.activities.size(), 0u);
    EXPECT_EQ(loaded.contacts.peer.at(0), evaluation::none);
    EXPECT_EQ(loaded.contacts.minutes.at(0), evaluation::no_minutes);
    EXPECT_EQ(loaded.contacts.mode.at(0), evaluation::unknown);
    EXPECT_EQ(loaded.words.text(loaded.participants.sex.at(0)), "unknown");
    EXPECT_EQ(loaded.words.text(loaded.participants.overdose_history.at(0)), "unknown");
}

TEST_P(EvaluationStore, NamesTableAndColumnWhenAValueWasAltered) {
    auto const person = insert(Participant{});
    insert(Contact{.participant_id = person, .started_at = at("2026-02-28"), .service_date = on("2026-02-28")});
    for (auto const altered :
         {"UPDATE contact SET service_date = 'yesterday'", "UPDATE contact SET service_date = NULL"}) {
        execute(altered);
        try {
            columns();
            FAIL() << "took a day that is none";
        } catch (std::runtime_error const& error) {
            EXPECT_NE(std::string_view(error.what()).find("contact.service_date"), std::string_view::npos);
            EXPECT_EQ(std::string_view(error.what()).find("yesterday"), std::string_view::npos);
        }
    }
}

TEST_P(EvaluationStore, MakesAReportOfAnEmptyOrganizationInEveryFormat) {
    for (auto const format : {ReportFormat::json, ReportFormat::csv, ReportFormat::html}) {
        auto const report = program_report(permit(), organization(), {.by = {"region"}}, format);
        ASSERT_TRUE(report);
        EXPECT_FALSE(report->empty());
        EXPECT_EQ(report->find("nan"), std::string::npos);
    }
}

TEST_P(EvaluationStore, MakesNoReportForSomebodyWhoMayNotReadIt) {
    EXPECT_EQ(program_report(nobody(), organization(), {}, ReportFormat::json).error().code, ErrorCode::not_allowed);
}

TEST_P(EvaluationStore, RefusesABadRequestBeforeReading) {
    auto const refused = program_report(permit(), organization(), {.audience = "external"}, ReportFormat::json);
    EXPECT_EQ(refused.error().code, ErrorCode::invalid);
    EXPECT_EQ(brief(refused.error().problems), Strings{"audience:not_available"});
}

TEST(ReportArguments, AreReadWithAllTheirProblems) {
    EXPECT_EQ(brief(parse_report_request("2026-02-30", "soon", {}).error().problems),
              (Strings{"from:not_a_date", "to:not_a_date"}));
    EXPECT_EQ(parse_report_request(std::nullopt, "2026-02-28", {"sex"})->to, on("2026-02-28"));
    EXPECT_EQ(parse_report_format("html").value(), ReportFormat::html);
    EXPECT_EQ(brief(parse_report_format("pdf").error().problems), Strings{"format:unknown_format"});
}

RC_GTEST_PROP(IdIndex, FindsWhatWasAddedAndNothingElse, (std::set<std::uint16_t> const& numbers)) {
    auto const id_of = [](unsigned number) { return fmt::format("00000000-0000-7000-8000-{:012x}", number); };
    evaluation::IdIndex ids;
    for (auto const number : numbers) RC_ASSERT(ids.add(id_of(number)));
    evaluation::Index row = 0;
    for (auto const number : numbers) RC_ASSERT(ids.find(id_of(number)) == row++);
    RC_ASSERT(!ids.find(id_of(70000)));
    RC_ASSERT(ids.find("") == evaluation::none);
    RC_ASSERT(!ids.add("not an id"));
}

}  // namespace
}  // namespace cairn
