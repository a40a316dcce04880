#include "features/exchange/undo.hpp"

#include "features/exchange/import_job.hpp"
#include "features/exchange/jobs_testing.hpp"

namespace cairn {
namespace {

using Strings = std::vector<std::string>;

class Undo : public JobsTest {
protected:
    std::vector<SentFile> a_program() {
        return {{"sites.csv", "id,name,champion_pcp_id\nnorth,North Clinic,dr\n"},
                {"staff.csv", "id,display_name,role,program_supervisor_id,sites\n"
                              "pat,Pat,peer,sam,\"[{\"\"site_id\"\":\"\"north\"\",\"\"fte\"\":0.5}]\"\n"
                              "sam,Sam,supervisor,,\ndr,Dr. D,clinician,,\n"},
                {"participants.csv", "id,given_name\np1,Ann\np2,Bo\np3,Cy\n"},
                {"participant_phones.csv", "participant_id,number\np1,+1 215 555 0101\np3,+1 215 555 0103\n"},
                {"referrals.csv", "id,participant_id,site_id,received_at,status\n"
                                  "r1,p1,north,2026-01-05T10:00-05:00,enrolled\nr2,p2,,2026-01-06,declined\n"},
                {"episodes.csv",
                 "id,participant_id,site_id,peer_id,referral_id,started_on\ne1,p1,north,pat,r1,2026-01-07\n"},
                {"contacts.csv", "id,participant_id,episode_id,peer_id,started_at,mode,outcome,minutes\n"
                                 "c1,p1,e1,pat,2026-01-08T09:00-05:00,in_person,reached,25\n"
                                 "c2,p2,,,2026-01-09,phone,no_answer,\n"},
                {"activities.csv", "id,staff_id,started_at,minutes,kind\na1,pat,2026-01-08,30,travel\n"}};
    }
    template <class Record>
    Record stored(std::string_view type, std::string const& key) {
        auto const id = text("SELECT record_id FROM external_key WHERE record_type = '" + std::string(type) +
                             "' AND key = '" + key + "'");
        Record record;
        database().read([&](Reader& reader) { record = reader.fetch(Id<Record>{Uuid::parse(id).value()}).value(); });
        return record;
    }
    // "participants p1: reason" of every row that stayed.
    Strings kept(std::string const& id) {
        auto const answer = api_->get("/imports/" + id + "/kept-rows");
        EXPECT_EQ(answer.status, 200) << answer.body;
        Strings rows;
        if (!answer.file) return rows;
        EXPECT_EQ(std::filesystem::status(*answer.file).permissions(), std::filesystem::perms(0600));
        for (auto const& row : read_csv(*answer.file)) rows.push_back(row[0] + " " + row[1] + ": " + row[3]);
        std::ranges::sort(rows);
        return rows;
    }
    std::int64_t rows() {
        std::int64_t total = 0;
        for (auto const& importable : importables_under_test()) {
            total += count("SELECT count(*) FROM " + std::string(importable.type.name));
        }
        return total;
    }
};
INSTANTIATE_STORE_TESTS(Undo);

TEST_P(Undo, TakesAWholeProgramBackAlthoughItsRecordsNameOneAnother) {
    auto const id = imported(a_program());
    ASSERT_EQ(rows(), 15);
    auto const job = undone(id);
    EXPECT_EQ(job.at("taken_back").as_int64(), 15);
    EXPECT_EQ(rows(), 0);
    EXPECT_EQ(count("SELECT count(*) FROM external_key"), 0);
    EXPECT_EQ(api_->get("/imports/" + id + "/kept-rows").status, 404);
    EXPECT_EQ(text("SELECT body FROM journal WHERE command = 'undo_import' AND record_type = 'site'"),
              "{\"_withdrawn\":\"The import " + id + " was undone.\"}");
    EXPECT_EQ(text("SELECT actor FROM journal WHERE command = 'undo_import' LIMIT 1"), manager().actor());
    expect_verified();
    auto const again = imported(a_program());
    EXPECT_EQ(rows(), 15);
    EXPECT_EQ(undone(again).at("taken_back").as_int64(), 15);
    expect_verified();
}

TEST_P(Undo, KeepsWhatSomebodyHasChangedOrNamedSinceAndSaysWhy) {
    auto const id = imported(a_program());
    auto bo = stored<Participant>("participant", "p2");
    bo.preferred_name = "Robin";
    ASSERT_TRUE(edit_participant(permit(), organization(), bo, "edit"));
    Contact contact;
    contact.participant_id = stored<Participant>("participant", "p1").id;
    contact.episode_id = stored<Episode>("episode", "e1").id;
    contact.started_at = Moment::parse("2026-01-10T15:00:00Z").value();
    contact.mode = Code{"phone"};
    contact.outcome = Code{"reached"};
    auto const logged = log_contact(permit(), organization(), contact, "log");
    ASSERT_TRUE(logged) << to_string(logged.error());

    auto const job = undone(id);
    EXPECT_EQ(text(job, "status"), "undone");
    EXPECT_EQ(
        kept(id),
        (Strings{"episodes e1: Another record names it: contact.", "participants p1: Another record names it: contact.",
                 "participants p2: It was changed since it was imported.",
                 "referrals r1: Another record names it: episode.", "sites north: Another record names it: referral.",
                 "staff dr: Another record names it: site.", "staff pat: Another record names it: episode.",
                 "staff sam: Another record names it: staff."}));
    EXPECT_EQ(job.at("taken_back").as_int64(), 7);
    EXPECT_EQ(kinds_kept(job), 8U);
    EXPECT_EQ(count("SELECT count(*) FROM contact"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 2);
    expect_verified();

    // What was kept keeps its key; what was taken back comes in again.
    auto const again = imported(a_program());
    auto const job_again = shown("/imports/" + again);
    EXPECT_EQ(job_again.at("rejected").as_int64(), 0) << boost::json::serialize(job_again);
    EXPECT_EQ(created(job_again, "participants"), 1);
    EXPECT_EQ(created(job_again, "contacts"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 3);
    EXPECT_EQ(text("SELECT preferred_name FROM participant WHERE given_name = 'Bo'"), "Robin");
    expect_verified();
}

TEST_P(Undo, CanBeRepeatedWhenWhatStoodInTheWayIsGone) {
    auto const first = imported(a_program());
    auto const second = imported({{"contacts.csv", "id,participant_id,started_at,mode,outcome\n"
                                                   "d1,p3,2026-02-01,phone,reached\n"}});
    auto job = undone(first);
    EXPECT_EQ(job.at("taken_back").as_int64(), 14);
    EXPECT_EQ(kept(first), (Strings{"participants p3: Another record names it: contact."}));
    EXPECT_EQ(undone(second).at("taken_back").as_int64(), 1);
    job = undone(first);
    EXPECT_EQ(job.at("taken_back").as_int64(), 15);
    EXPECT_EQ(kinds_kept(job), 0U);
    EXPECT_EQ(rows(), 0);
    expect_verified();
}

TEST_P(Undo, LeavesWhatAnEarlierImportCreatedAndThisOneOnlyChanged) {
    auto const first = imported({{"participants.csv", "id,given_name\np1,Ann\np2,Bo\n"}});
    auto const second = imported({{"participants.csv", "id,given_name\np1,Anne\np2,Bo\np3,Cy\n"}});
    EXPECT_EQ(undone(second).at("taken_back").as_int64(), 1);
    EXPECT_EQ(kept(second), (Strings{"participants p1: It was there before: this import only changed it."}));
    EXPECT_EQ(text("SELECT given_name FROM participant ORDER BY given_name LIMIT 1"), "Anne");
    EXPECT_EQ(undone(first).at("taken_back").as_int64(), 1);
    EXPECT_EQ(kept(first), (Strings{"participants p1: It was changed since it was imported."}));
    expect_verified();
}

TEST_P(Undo, OfAnImportLeavesOtherImportsAlone) {
    imported({{"participants.csv", "id\np1\n"}});
    auto const second = imported({{"participants.csv", "id\np2\n"}});
    imported({{"participants.csv", "id\np3\n"}});
    EXPECT_EQ(undone(second).at("taken_back").as_int64(), 1);
    EXPECT_EQ(count("SELECT count(*) FROM external_key WHERE key IN ('p1', 'p3')"), 2);
}

// Somebody may come to name a record after the batch has looked: a foreign key says so then. Here the undo does not
// know of contacts at all.
TEST_P(Undo, TriesEachRowAloneWhenAForeignKeyBreaks) {
    auto const id = imported({{"participants.csv", "id\np1\np2\n"}});
    imported({{"contacts.csv", "id,participant_id,started_at,mode,outcome\nc1,p1,2026-02-01,phone,reached\n"}});
    auto types = record_types_under_test();
    std::erase(types, &record_type<Contact>());
    auto const importables = importables_under_test();
    UndoProgress nobody;
    auto const job = find_job(organization(), {Uuid::parse(id).value()}).value();
    auto const summary = undo_import(manager(), organization(), {.importables = importables, .types = types}, job,
                                     folder().beside("undo"), nobody);
    ASSERT_TRUE(summary) << to_string(summary.error());
    EXPECT_EQ(summary->taken_back, 1);
    ASSERT_EQ(summary->kept.size(), 1U);
    EXPECT_EQ(summary->kept[0].reason, "Another record names it.");
    EXPECT_EQ(summary->kept_rows, folder().beside("undo.kept.csv"));
    expect_verified();
}

TEST_P(Undo, OfAnImportFromTheCommandLineWorksTheSame) {
    auto const id = store().ids().next_id<ExchangeJob>();
    add_job(permit(), organization(), {.id = id, .status = JobStatus::running, .on_command_line = true}, "k", "")
        .value();
    folder().write("participants.csv", "id\np1\np2\n");
    ImportProgress quiet;
    auto const summary = run_import_job(permit(), organization(), importables_,
                                        {.id = id, .request = {.folder = folder().path()}}, quiet);
    ASSERT_TRUE(summary) << to_string(summary.error());
    EXPECT_EQ(text(shown("/imports/" + to_string(id)), "status"), "done");
    EXPECT_TRUE(shown("/imports/" + to_string(id)).at("on_command_line").as_bool());
    EXPECT_EQ(undone(to_string(id)).at("taken_back").as_int64(), 2);
    expect_verified();
}

TEST_P(Undo, NeedsThePermissionAndAnImportThatHasBegun) {
    auto const importables = importables_under_test();
    auto const types = record_types_under_test();
    UndoProgress nobody;
    auto const refusal = [&](Permit const& who, ExchangeJob const& job) {
        return undo_import(who, organization(), {.importables = importables, .types = types}, job,
                           folder().beside("undo"), nobody)
            .error()
            .code;
    };
    EXPECT_EQ(refusal(authorize_nobody("x"), {.status = JobStatus::done}), ErrorCode::not_allowed);
    EXPECT_EQ(refusal(permit(), {.status = JobStatus::queued}), ErrorCode::illegal_transition);
    EXPECT_EQ(refusal(permit(), {.status = JobStatus::done, .dry_run = true}), ErrorCode::illegal_transition);
    EXPECT_EQ(refusal(permit(), {.kind = ExchangeKind::exports, .status = JobStatus::done}),
              ErrorCode::illegal_transition);
}

TEST_P(Undo, StopsAfterABatchAndGoesOnNextTime) {
    std::string rows_of_people = "id\n";
    for (std::size_t i = 0; i < 3 * undo_batch_rows; ++i) rows_of_people += "p" + std::to_string(i) + "\n";
    auto const id = imported({{"participants.csv", rows_of_people}});
    class StopAtOnce final : public UndoProgress {
        bool stop_requested() override { return true; }
    } stop;
    auto const importables = importables_under_test();
    auto const types = record_types_under_test();
    auto const job = find_job(organization(), {Uuid::parse(id).value()}).value();
    auto const summary = undo_import(manager(), organization(), {.importables = importables, .types = types}, job,
                                     folder().beside("undo"), stop);
    ASSERT_TRUE(summary);
    EXPECT_TRUE(summary->stopped);
    EXPECT_EQ(summary->taken_back, static_cast<std::int64_t>(undo_batch_rows));
    EXPECT_EQ(undone(id).at("taken_back").as_int64(), static_cast<std::int64_t>(2 * undo_batch_rows));
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
}

}  // namespace
}  // namespace cairn
