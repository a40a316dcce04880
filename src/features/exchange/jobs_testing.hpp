// An organization whose imports and exports run as jobs, asked over the API. For tests only.
#pragma once

#include <boost/json.hpp>

#include <condition_variable>
#include <mutex>

#include "features/exchange/exchange.hpp"
#include "features/exchange/exchange_routes.hpp"
#include "features/exchange/exchange_testing.hpp"
#include "features/exchange/import_testing.hpp"
#include "http/testing.hpp"
#include "store/verify.hpp"

namespace cairn {

inline std::vector<RecordType const*> record_types_under_test() {
    std::vector<RecordType const*> types{&record_type<ProgramSettings>(), &record_type<CodeListEntry>(),
                                         &record_type<ExchangeJob>(), &record_type<ParticipantToxicology>()};
    for (auto const& importable : importables_under_test()) types.push_back(&importable.type);
    return types;
}

// Holds an import up at its first participant, until it is opened: new participants are first checked while nothing is
// locked.
class Barrier {
public:
    void close() {
        std::scoped_lock const lock(mutex_);
        open_ = false;
        reached_ = false;
    }
    void open() {
        std::scoped_lock const lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        reached_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void wait_until_reached() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return reached_; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = true;
    bool reached_ = false;
};

class JobsTest : public ImportTest {
protected:
    JobsTest() { start(); }
    ~JobsTest() override { barrier_.open(); }

    std::filesystem::path folder_of_jobs() { return store().folder() / "exchange"; }
    void start() {
        auto importables = importables_under_test();
        for (auto& importable : importables) {
            if (importable.file != "participants") continue;
            importable.complete_and_check =
                [this, inner = importable.complete_and_check](void* record, void const* previous,
                                                              CheckContext const& context, Problems& problems) {
                    barrier_.pass();
                    inner(record, previous, context, problems);
                };
        }
        jobs_ = std::make_unique<ExchangeJobs>(
            organization(), ExchangeParts{.importables = std::move(importables),
                                          .types = record_types_under_test(),
                                          .folder = folder_of_jobs(),
                                          .permit_now = [this](Permit const& asked) -> Result<Permit> {
                                              if (permit_now_) return *permit_now_;
                                              return asked;
                                          }});
        api_ = std::make_unique<ApiTester>(exchange_routes(*jobs_), organization().clock());
        api_->door().let_in("manager", manager());
        api_->as("manager");
    }
    // As the end of the server does: what runs stops after its batch.
    void stop() {
        api_.reset();
        jobs_.reset();
    }
    static Permit manager() {
        return authorize_holder("0190a5c0-7d3e-7cc0-8f5e-0000000000aa", "0190a5c0-7d3e-7cc0-8f5e-0000000000bb",
                                Role::manager, Date::parse("2026-11-02").value());
    }

    HttpResponse send(std::string const& path, std::string const& content_type, std::string body,
                      std::string key = {}) {
        if (key.empty()) key = "key " + std::to_string(++keys_);
        return api_->post(path, std::move(body), {{"Content-Type", content_type}, {"Idempotency-Key", std::move(key)}});
    }
    HttpResponse command(std::string const& path) { return api_->command(path, ""); }
    static boost::json::object json(HttpResponse const& response) {
        return boost::json::parse(response.body).as_object();
    }
    static std::string text(boost::json::object const& object, std::string_view member) {
        return std::string(object.at(member).as_string());
    }
    using ImportTest::text;
    // The id of the job that was made.
    std::string made(HttpResponse const& response) {
        EXPECT_EQ(response.status, 201) << response.body;
        return response.status == 201 ? text(json(response), "id") : "";
    }
    boost::json::object shown(std::string const& path) { return json(api_->get(path)); }
    // Imports the files, waits for it, and gives its id.
    std::string imported(std::vector<SentFile> const& files) {
        auto id = made(send("/imports", form_type, form_of(files)));
        jobs_->wait_until_idle();
        return id;
    }
    boost::json::object undone(std::string const& id) {
        EXPECT_EQ(command("/imports/" + id + "/undo").status, 200);
        jobs_->wait_until_idle();
        return shown("/imports/" + id);
    }
    // Kinds of rows that an undo left; lists that hold nothing are left out.
    static std::size_t kinds_kept(boost::json::object const& job) {
        return job.contains("kept") ? job.at("kept").as_array().size() : 0;
    }
    std::int64_t created(boost::json::object const& job, std::string_view record_file) {
        if (!job.contains("files")) return -1;
        for (auto const& file : job.at("files").as_array()) {
            if (file.as_object().at("record_file").as_string() == record_file)
                return file.as_object().at("created").as_int64();
        }
        return -1;
    }
    static std::vector<SentFile> trials() {
        std::vector<SentFile> files;
        for (auto const* name : {"mapping.toml", "people.csv", "visits.csv"}) {
            files.push_back({name, content_of(std::filesystem::path("examples/ctn") / name)});
        }
        return files;
    }
    std::size_t folders() {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_of_jobs()),
                                                      std::filesystem::directory_iterator()));
    }
    // Everything is as it was written.
    void expect_verified() {
        auto const report = verify(database(), record_types_under_test(), store().clock());
        ASSERT_TRUE(report) << to_string(report.error());
        for (auto const& finding : report->findings)
            ADD_FAILURE() << finding.table << ' ' << finding.id << ' ' << finding.what;
    }

    Barrier barrier_;
    std::optional<Result<Permit>> permit_now_{};
    std::unique_ptr<ExchangeJobs> jobs_;
    std::unique_ptr<ApiTester> api_;

private:
    int keys_ = 0;
};

}  // namespace cairn
