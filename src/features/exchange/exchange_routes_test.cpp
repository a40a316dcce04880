// Imports and exports as a manager meets them, over the API.
#include "features/evaluation/evaluation.hpp"
#include "features/exchange/exchange_limits.hpp"
#include "features/exchange/jobs_testing.hpp"

namespace cairn {
namespace {

using Strings = std::vector<std::string>;

class ExchangeApi : public JobsTest {
protected:
    std::vector<SentFile> two_people() {
        return {{"participants.csv", "id,given_name\np1,Ann\np2,Bo\n"},
                {"referrals.csv", "id,participant_id,received_at\nr1,p1,2026-01-05\n"}};
    }
    std::int64_t referrals_received() {
        auto const report = program_report(permit(), organization(), {}, ReportFormat::json);
        EXPECT_TRUE(report) << to_string(report.error());
        auto const parsed = boost::json::parse(*report);
        for (auto const& metric : parsed.at("metrics").as_array()) {
            if (metric.at("id").as_string() != "enrolment_rate") continue;
            return metric.at("groups").as_array().at(0).at("denominator").as_int64();
        }
        return -1;
    }
};
INSTANTIATE_STORE_TESTS(ExchangeApi);

TEST_P(ExchangeApi, BringsTwoTrialsInTakesThemBackAndBringsThemInAgain) {
    auto const id = imported(trials());
    auto const job = shown("/imports/" + id);
    EXPECT_EQ(text(job, "status"), "done") << boost::json::serialize(job);
    EXPECT_EQ(created(job, "participants"), 2692);
    EXPECT_EQ(created(job, "episodes"), 1839);
    EXPECT_EQ(created(job, "contacts"), 31'499);
    EXPECT_EQ(job.at("rejected").as_int64(), 0);
    EXPECT_FALSE(job.contains("percent"));
    EXPECT_EQ(folders(), 0U);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE command = 'import' AND actor = '" + manager().actor() + "'"),
              24 + 2692 + 2692 + 1839 + 31'499);

    auto const undone_job = undone(id);
    EXPECT_EQ(text(undone_job, "status"), "undone") << boost::json::serialize(undone_job);
    EXPECT_EQ(undone_job.at("taken_back").as_int64(), 24 + 2692 + 2692 + 1839 + 31'499);
    EXPECT_EQ(kinds_kept(undone_job), 0U);
    for (auto const* table : {"site", "participant", "referral", "episode", "contact", "external_key"}) {
        EXPECT_EQ(count(std::string("SELECT count(*) FROM ") + table), 0) << table;
    }
    EXPECT_EQ(count("SELECT count(*) FROM derived_search_key"), 0);
    expect_verified();

    auto const again = made(send("/imports", "application/zip", zip_of(trials())));
    jobs_->wait_until_idle();
    EXPECT_EQ(created(shown("/imports/" + again), "contacts"), 31'499);
    expect_verified();
}

TEST_P(ExchangeApi, LeavesNothingOfAnUndoneImportInTheReport) {
    auto const id = imported(two_people());
    EXPECT_EQ(referrals_received(), 1);
    undone(id);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
    EXPECT_EQ(referrals_received(), 0);
}

TEST_P(ExchangeApi, ShowsAJobThatRunsAndListsJobsNewestFirst) {
    auto const first = imported(two_people());
    auto files = two_people();
    files.push_back({"sites.csv", "id,name\nnorth,North\n"});
    files[0].content += "p3,Cy\n";
    barrier_.close();
    auto const second = made(send("/imports", form_type, form_of(files)));
    barrier_.wait_until_reached();
    auto const job = shown("/imports/" + second);
    EXPECT_EQ(text(job, "status"), "running");
    EXPECT_EQ(text(job, "asked_by"), manager().actor());
    EXPECT_EQ(text(job, "current_file"), "participants.csv");
    EXPECT_GT(job.at("percent").as_int64(), 0);
    EXPECT_LT(job.at("percent").as_int64(), 100);
    EXPECT_EQ(created(job, "sites"), 1);
    EXPECT_EQ(command("/imports/" + second + "/undo").status, 409);
    barrier_.open();
    jobs_->wait_until_idle();
    auto const page = shown("/imports?limit=1");
    EXPECT_EQ(text(page.at("items").as_array().at(0).as_object(), "id"), second);
    auto const next = shown("/imports?limit=1&cursor=" + text(page, "next"));
    EXPECT_EQ(text(next.at("items").as_array().at(0).as_object(), "id"), first);
    EXPECT_TRUE(next.at("next").is_null());
    EXPECT_TRUE(shown("/exports").at("items").as_array().empty());
    EXPECT_EQ(api_->get("/exports/" + second).status, 404);
}

TEST_P(ExchangeApi, ADryRunChecksEveryRowAndWritesNone) {
    auto const entries = count("SELECT count(*) FROM journal WHERE record_type <> 'exchange_job'");
    auto files = two_people();
    files.push_back(
        {"contacts.csv", "id,participant_id,started_at,mode,outcome\nc1,nobody,2026-01-06,phone,reached\n"});
    auto const id = made(send("/imports?dry_run=true", form_type, form_of(files)));
    jobs_->wait_until_idle();
    auto const job = shown("/imports/" + id);
    EXPECT_EQ(text(job, "status"), "done");
    EXPECT_TRUE(job.at("dry_run").as_bool());
    EXPECT_EQ(created(job, "participants"), 2);
    EXPECT_EQ(job.at("rejected").as_int64(), 1);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM journal WHERE record_type <> 'exchange_job'"), entries);
    EXPECT_EQ(api_->get("/imports/" + id + "/rejected-rows").status, 200);
    EXPECT_EQ(command("/imports/" + id + "/undo").status, 409);
    EXPECT_EQ(send("/imports?dry_run=perhaps", form_type, form_of(files)).status, 422);
}

TEST_P(ExchangeApi, GivesRejectedRowsBackForAWhileAndLogsTheLook) {
    auto const id = imported({{"participants.csv", "id,birth_date\np1,1990-01-01\np2,never\n"}});
    EXPECT_EQ(shown("/imports/" + id).at("rejected").as_int64(), 1);
    auto const answer = api_->get("/imports/" + id + "/rejected-rows");
    ASSERT_EQ(answer.status, 200) << answer.body;
    ASSERT_TRUE(answer.file);
    EXPECT_EQ(answer.header("Content-Type"), "text/csv; charset=utf-8");
    EXPECT_EQ(answer.header("Content-Disposition"), "attachment; filename=\"" + id + ".rejected.csv\"");
    EXPECT_EQ(std::filesystem::status(*answer.file).permissions(), std::filesystem::perms(0600));
    EXPECT_NE(content_of(*answer.file).find("participants.csv,3,birth_date,"), std::string::npos);
    ASSERT_EQ(api_->reads().reads.size(), 1U);
    EXPECT_EQ(api_->reads().reads[0].operation, "download_rejected_rows");
    EXPECT_EQ(api_->reads().reads[0].participants, std::set<std::string>{"*"});

    store().clock().advance_days(rejected_rows_days);
    EXPECT_EQ(api_->get("/imports/" + id + "/rejected-rows").status, 404);
    made(send("/imports", form_type, form_of({{"participants.csv", "id\np3\n"}})));
    jobs_->wait_until_idle();
    stop();
    EXPECT_EQ(folders(), 0U);
}

TEST_P(ExchangeApi, RefusesAtOnceWhatIsWrongBeforeTheFirstRow) {
    auto const jobs = count("SELECT count(*) FROM exchange_job");
    auto const refused = [&](HttpResponse const& response, int status) {
        EXPECT_EQ(response.status, status) << response.body;
        EXPECT_EQ(response.body.find(folder_of_jobs().string()), std::string::npos) << response.body;
    };
    auto people = trials();
    people[0].content = "[[file]]\nname = \"persons.csv\"\n";
    refused(send("/imports", form_type, form_of(people)), 422);
    people[0].content = "this is no TOML";
    refused(send("/imports", form_type, form_of(people)), 400);
    refused(send("/imports", form_type, form_of({{"mapping.toml", "[[file]]"}})), 422);
    refused(send("/imports", form_type, form_of({{"persons.csv", "id\n"}})), 422);
    refused(send("/imports", form_type, form_of({{"participants.csv", "id,shoe_size\n1,9\n"}})), 422);
    refused(send("/imports", form_type, form_of({{"referrals.csv", "id\nr1\n"}})), 422);
    refused(send("/imports", "application/zip", zip_of({{"../participants.csv", "id\n"}})), 422);
    refused(send("/imports", "application/zip", zip_of({{"data/participants.csv", "id\n"}})), 422);
    refused(
        send("/imports", "application/zip", zip_of({{"participants.csv", std::string(std::size_t{8} << 20U, '1')}})),
        413);
    refused(send("/imports", "application/zip", "no zip"), 400);
    refused(send("/imports", form_type, "no form"), 400);
    refused(send("/imports", "application/json", "{}"), 415);
    refused(api_->post("/imports", form_of(two_people()), {{"Content-Type", form_type}}), 422);  // no key
    EXPECT_EQ(count("SELECT count(*) FROM exchange_job"), jobs);
    EXPECT_EQ(folders(), 0U);
}

TEST_P(ExchangeApi, IsForThoseWhoMayImportAndExport) {
    auto const id = imported(two_people());
    for (auto const role : all_roles) {
        if (role == Role::manager) continue;
        auto const name = std::string(to_string(role));
        api_->door().let_in(name, authorize_holder(name, name, role, Date::parse("2026-11-02").value()));
        api_->as(name);
        EXPECT_EQ(send("/imports", form_type, form_of(two_people())).status, 403) << name;
        for (auto const& path : Strings{"/exports", "/imports/" + id + "/cancel", "/imports/" + id + "/undo",
                                        "/exports/" + id + "/cancel"}) {
            EXPECT_EQ(command(path).status, 403) << name << ' ' << path;
        }
        for (auto const& path :
             Strings{"/imports", "/imports/" + id, "/imports/" + id + "/rejected-rows", "/imports/" + id + "/kept-rows",
                     "/exports", "/exports/" + id, "/exports/" + id + "/file"}) {
            EXPECT_EQ(api_->get(path).status, 403) << name << ' ' << path;
        }
    }
    EXPECT_EQ(count("SELECT count(*) FROM exchange_job"), 1);
    EXPECT_EQ(api_->as("").get("/imports").status, 401);
}

TEST_P(ExchangeApi, TheSameFilesUnderTheSameKeyAreOneImport) {
    auto const first = send("/imports", form_type, form_of(two_people()), "one");
    jobs_->wait_until_idle();
    // Another boundary, as a browser chooses one each time.
    auto body = form_of(two_people());
    for (auto at = body.find("--B"); at != std::string::npos; at = body.find("--B", at + 1)) body.replace(at, 3, "--C");
    auto const again = send("/imports", "multipart/form-data; boundary=C", body, "one");
    EXPECT_EQ(again.status, 200) << again.body;
    EXPECT_EQ(text(json(again), "outcome"), "duplicate");
    EXPECT_EQ(text(json(again), "id"), made(first));
    EXPECT_EQ(send("/imports", form_type, form_of({{"participants.csv", "id\np9\n"}}), "one").status, 422);
    EXPECT_EQ(count("SELECT count(*) FROM exchange_job"), 1);
    EXPECT_EQ(folders(), 0U);
}

TEST_P(ExchangeApi, WritesTheWholeProgramIntoAZipForADay) {
    imported(two_people());
    auto const id = made(command("/exports"));
    jobs_->wait_until_idle();
    auto const job = shown("/exports/" + id);
    EXPECT_EQ(text(job, "status"), "done") << boost::json::serialize(job);
    auto const answer = api_->get("/exports/" + id + "/file");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.header("Content-Type"), "application/zip");
    EXPECT_EQ(std::filesystem::status(*answer.file).permissions(), std::filesystem::perms(0600));
    EXPECT_EQ(job.at("file_bytes").as_int64(), static_cast<std::int64_t>(std::filesystem::file_size(*answer.file)));
    EXPECT_FALSE(std::filesystem::exists(answer.file->parent_path() / "data"));
    auto const zip = content_of(*answer.file);
    EXPECT_EQ(api_->reads().reads.back().operation, "download_export");
    EXPECT_EQ(api_->reads().reads.back().participants, std::set<std::string>{"*"});

    // What was exported is what is there.
    auto const same = made(send("/imports", "application/zip", zip));
    jobs_->wait_until_idle();
    auto const imported_again = shown("/imports/" + same);
    EXPECT_EQ(created(imported_again, "participants"), 0);
    EXPECT_EQ(imported_again.at("rejected").as_int64(), 0);

    store().clock().advance_days(export_file_hours / 24);
    auto const late = api_->get("/exports/" + id + "/file");
    EXPECT_EQ(late.status, 404);
    EXPECT_NE(late.body.find("24 hours"), std::string::npos);
    EXPECT_EQ(command("/imports/" + id + "/undo").status, 404);
    EXPECT_EQ(command("/exports/" + id + "/cancel").status, 409);
}

TEST_P(ExchangeApi, AnswersUnknownJobsAsUnknown) {
    auto const id = to_string(store().ids().next());
    EXPECT_EQ(api_->get("/imports/" + id).status, 404);
    EXPECT_EQ(api_->get("/exports/" + id + "/file").status, 404);
    EXPECT_EQ(command("/imports/" + id + "/undo").status, 404);
    EXPECT_EQ(command("/imports/" + id + "/cancel").status, 404);
    EXPECT_EQ(api_->get("/imports/x").status, 404);
}

}  // namespace
}  // namespace cairn
