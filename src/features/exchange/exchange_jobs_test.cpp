// Jobs that are stopped, broken off, or asked for by too many.
#include <thread>

#include "features/exchange/exchange_limits.hpp"
#include "features/exchange/jobs_testing.hpp"

namespace cairn {
namespace {

constexpr auto batch = static_cast<std::int64_t>(import_batch_rows);
constexpr std::int64_t people_in_all = batch + 500;

class Jobs : public JobsTest {
protected:
    // More people than one batch takes, at a site, and a referral for each of the first ten.
    static std::vector<SentFile> many_people() {
        std::string people = "id\n";
        for (std::int64_t i = 0; i < people_in_all; ++i) people += "q" + std::to_string(i) + "\n";
        std::string referrals = "id,participant_id,site_id,received_at\n";
        for (int i = 0; i < 10; ++i) {
            auto const number = std::to_string(i);
            referrals += "r" + number + ",q" + number + ",north,2026-01-05\n";
        }
        return {{"sites.csv", "id,name\nnorth,North\n"}, {"participants.csv", people}, {"referrals.csv", referrals}};
    }
    // These, held up at the first participant.
    std::string held_up() {
        barrier_.close();
        auto id = made(send("/imports", form_type, form_of(many_people())));
        barrier_.wait_until_reached();
        return id;
    }
    std::string waiting(std::string const& key) {
        return made(send("/imports", form_type, form_of({{"participants.csv", "id\n" + key + "\n"}})));
    }
};
INSTANTIATE_STORE_TESTS(Jobs);

TEST_P(Jobs, StopAfterTheBatchWhenTheyAreCancelledAndCanBeRepeatedAndUndone) {
    auto const id = held_up();
    EXPECT_EQ(command("/imports/" + id + "/cancel").status, 200);
    barrier_.open();
    jobs_->wait_until_idle();
    EXPECT_EQ(text(shown("/imports/" + id), "status"), "cancelled");
    EXPECT_EQ(count("SELECT count(*) FROM participant"), batch);
    EXPECT_EQ(folders(), 0U);
    EXPECT_EQ(command("/imports/" + id + "/cancel").status, 200);  // cancelled is cancelled

    auto const again = imported(many_people());
    EXPECT_EQ(created(shown("/imports/" + again), "participants"), people_in_all - batch);
    EXPECT_EQ(created(shown("/imports/" + again), "referrals"), 10);
    // What the second import brought in names what the first one did.
    auto const first = undone(id);
    EXPECT_EQ(first.at("taken_back").as_int64(), batch - 10);
    EXPECT_EQ(kinds_kept(first), 2U);
    EXPECT_EQ(undone(again).at("taken_back").as_int64(), people_in_all - batch + 10);
    EXPECT_EQ(undone(id).at("taken_back").as_int64(), batch + 1);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM site"), 0);
    expect_verified();
}

TEST_P(Jobs, AreInterruptedByTheEndOfTheServerAndCanBeRepeated) {
    auto const id = held_up();
    auto const behind = waiting("p1");
    std::thread ending([this] { stop(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    barrier_.open();
    ending.join();
    EXPECT_EQ(folders(), 0U);
    auto const in = count("SELECT count(*) FROM participant");
    EXPECT_EQ(in, batch);
    start();
    for (auto const& each : {id, behind}) {
        EXPECT_EQ(text(shown("/imports/" + each), "status"), "interrupted");
        EXPECT_NE(text(shown("/imports/" + each), "error").find("The server ended"), std::string::npos);
    }
    auto const again = imported(many_people());
    EXPECT_EQ(created(shown("/imports/" + again), "participants"), people_in_all - in);
    expect_verified();
}

TEST_P(Jobs, AreMarkedByTheNextServerWhenTheirOwnHadNoTime) {
    stop();
    auto const id = store().ids().next_id<ExchangeJob>();
    auto const typed = store().ids().next_id<ExchangeJob>();
    add_job(manager(), organization(), {.id = id, .status = JobStatus::running}, "k", "").value();
    add_job(manager(), organization(), {.id = typed, .status = JobStatus::running, .on_command_line = true}, "l", "")
        .value();
    std::filesystem::create_directories(folder_of_jobs() / to_string(id) / "data");
    std::filesystem::create_directories(folder_of_jobs() / ("incoming-" + to_string(typed)));
    start();
    auto const job = shown("/imports/" + to_string(id));
    EXPECT_EQ(text(job, "status"), "interrupted");
    EXPECT_NE(text(job, "error").find("can be repeated"), std::string::npos);
    EXPECT_EQ(folders(), 0U);
    EXPECT_EQ(text(shown("/imports/" + to_string(typed)), "status"), "running");
    auto const refusal = command("/imports/" + to_string(typed) + "/undo");
    EXPECT_EQ(refusal.status, 409);
    EXPECT_NE(refusal.body.find("cairn import --undo"), std::string::npos);
    EXPECT_EQ(command("/imports/" + to_string(id) + "/undo").status, 200);
}

TEST_P(Jobs, WaitInANumberThatHasALimitAndCanBeCancelledMeanwhile) {
    held_up();
    std::string last;
    for (std::size_t i = 0; i < waiting_jobs_max; ++i) last = waiting("p" + std::to_string(i));
    auto const one_more = send("/imports", form_type, form_of({{"participants.csv", "id\nx\n"}}));
    EXPECT_EQ(one_more.status, 429) << one_more.body;
    EXPECT_EQ(command("/exports").status, 429);
    EXPECT_EQ(text(shown("/imports/" + last), "status"), "queued");
    EXPECT_EQ(command("/imports/" + last + "/cancel").status, 200);
    EXPECT_EQ(text(shown("/imports/" + last), "status"), "cancelled");
    EXPECT_FALSE(std::filesystem::exists(folder_of_jobs() / last));
    made(command("/exports"));
    barrier_.open();
    jobs_->wait_until_idle();
    EXPECT_EQ(count("SELECT count(*) FROM external_key WHERE key = 'p0'"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM external_key WHERE key = 'p3'"), 0);
}

TEST_P(Jobs, AskAgainWhetherTheirAskerMayWhenTheyBegin) {
    held_up();
    auto const import_id = waiting("p1");
    auto const export_id = made(command("/exports"));
    permit_now_ = Result<Permit>(Error{ErrorCode::not_allowed, "Whoever asked for this may not enter any more."});
    barrier_.open();
    jobs_->wait_until_idle();
    EXPECT_EQ(text(shown("/imports/" + import_id), "status"), "failed");
    EXPECT_NE(text(shown("/imports/" + import_id), "error").find("may not enter"), std::string::npos);
    EXPECT_EQ(text(shown("/exports/" + export_id), "status"), "failed");
    EXPECT_EQ(count("SELECT count(*) FROM external_key WHERE key = 'p1'"), 0);
    permit_now_ = authorize_holder("x", "x", Role::peer, Date::parse("2026-11-02").value());
    auto const by_a_peer = imported({{"participants.csv", "id\np2\n"}});
    EXPECT_EQ(text(shown("/imports/" + by_a_peer), "status"), "failed");
    EXPECT_EQ(count("SELECT count(*) FROM external_key WHERE key = 'p2'"), 0);
}

TEST_P(Jobs, AnImportThatBreaksOffSaysWhereAndCanBeUndone) {
    auto const id = imported({{"participants.csv", "id,given_name\np1,Ann\np2,\"Bo\n"}});
    auto const job = shown("/imports/" + id);
    EXPECT_EQ(text(job, "status"), "failed") << boost::json::serialize(job);
    EXPECT_NE(text(job, "error").find("participants.csv, line 3"), std::string::npos);
    EXPECT_EQ(count("SELECT count(*) FROM participant"), 1);
    EXPECT_EQ(undone(id).at("taken_back").as_int64(), 1);
}

TEST_P(Jobs, NeedAFolderThatCanBeMadePrivate) {
    stop();
    std::filesystem::remove_all(folder_of_jobs());
    std::ofstream(folder_of_jobs()) << "a file";
    EXPECT_THROW(start(), std::runtime_error);
    std::filesystem::remove(folder_of_jobs());
    std::filesystem::create_directory(folder_of_jobs());
    std::filesystem::permissions(folder_of_jobs(), std::filesystem::perms::all);
    start();
    EXPECT_EQ(std::filesystem::status(folder_of_jobs()).permissions(), std::filesystem::perms::owner_all);
}

TEST_P(Jobs, TheOperatorsPermitStaysAndAnUnknownAccountsDoesNot) {
    EXPECT_EQ(present_permit(organization(), permit())->actor(), "operator:test");
    EXPECT_EQ(present_permit(organization(), manager()).error().code, ErrorCode::not_allowed);
}

}  // namespace
}  // namespace cairn
