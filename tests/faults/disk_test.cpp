// A disk that is full, that fails, or that loses its power below SQLite: what was acknowledged stays, what was not can
// be repeated, and nothing is left half-written.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <set>
#include <thread>

#include "app/wire.hpp"
#include "faulty_disk.hpp"
#include "whole_program.hpp"
#include "written_contacts.hpp"

namespace cairn {
namespace {

constexpr int threads = 4;

class Disk : public testing::Test {
protected:
    Disk() {
        open();
        seed_program(*organization_);
        register_people(*organization_, permit_, 8);
        participants_ = participants_of(store_.database());
    }

    void open() {
        store_.reopen();
        organization_ = std::make_unique<Organization>(store_.database(), store_.clock(), store_.ids());
    }

    // So many writes by each thread. One that fails is left, or tried again with its key until it goes well.
    void write_contacts(int each, bool again) {
        std::vector<std::thread> writers;
        for (int t = 0; t < threads; ++t) {
            writers.emplace_back([&] {
                for (int i = 0; i < each; ++i) write_one(store_.ids().next(), again);
            });
        }
        for (auto& writer : writers) writer.join();
    }

    void write_one(Uuid const& id, bool again) {
        do {
            try {
                auto const written = log_contact(permit_, *organization_, contact_of(id, participants_), to_string(id));
                ASSERT_TRUE(written) << to_string(written.error());
                std::scoped_lock const lock(mutex_);
                acknowledged_.insert(to_string(id));
                failed_.erase(to_string(id));
                return;
            } catch (DatabaseUnavailable const&) {
                ++refused_;
                std::scoped_lock const lock(mutex_);
                failed_.insert(to_string(id));
            }
        } while (again);
    }

    void expect_acknowledged_alone() {
        std::set<std::string> stored;
        store_.database().read([&](Reader& reader) {
            reader.each({"SELECT id FROM contact"}, [&](Row const& row) {
                stored.emplace(row.text(0));
                return true;
            });
        });
        EXPECT_TRUE(std::includes(stored.begin(), stored.end(), acknowledged_.begin(), acknowledged_.end()));
        for (auto const& id : stored) EXPECT_TRUE(acknowledged_.contains(id) || failed_.contains(id)) << id;
        auto const report = verify(store_.database(), all_record_types(), store_.clock());
        ASSERT_TRUE(report) << to_string(report.error());
        EXPECT_TRUE(report->passed()) << listed(*report);
    }

    FaultyDisk disk_{};
    TestDatabase store_{Engine::sqlite};
    std::unique_ptr<Organization> organization_{};
    Permit permit_ = authorize_operator("test");
    std::vector<Id<Participant>> participants_{};
    std::mutex mutex_{};
    std::set<std::string> acknowledged_{};
    std::set<std::string> failed_{};
    std::atomic<int> refused_{0};
};

TEST_F(Disk, ThatFailsNowAndThenLosesNothingThatWasAcknowledged) {
    for (auto const fault : {Fault::full, Fault::write_error, Fault::sync_error}) {
        auto const before = refused_.load();
        for (int operations = 0; operations < 40; operations += 3) {
            disk_.fail_after(fault == Fault::sync_error ? operations / 10 : operations, fault);
            write_contacts(4, true);
        }
        disk_.heal();
        EXPECT_GT(refused_, before) << "the fault was not met";
        EXPECT_TRUE(failed_.empty()) << "every write came through at last";
        expect_acknowledged_alone();
        open();
        expect_acknowledged_alone();
    }
    std::cout << "disk errors: " << disk_.failures() << " injected, " << refused_ << " writes refused, "
              << acknowledged_.size() << " acknowledged\n";
}

TEST_F(Disk, ThatIsFullRefusesUntilThereIsRoom) {
    write_contacts(2, true);
    auto const before = acknowledged_.size();
    disk_.fail_after(0, Fault::full, 1'000'000);
    write_contacts(3, false);
    EXPECT_EQ(acknowledged_.size(), before);
    EXPECT_EQ(failed_.size(), 3U * threads);
    expect_acknowledged_alone();  // reading goes on
    disk_.heal();
    for (auto const& id : std::set<std::string>(failed_)) write_one(Uuid::parse(id).value(), true);
    EXPECT_TRUE(failed_.empty());
    expect_acknowledged_alone();
}

TEST_F(Disk, ThatLosesPowerKeepsWhatWasAcknowledged) {
    std::mt19937 chance(20261102);
    int cuts = 0;
    for (int operations = 0; operations < 400; operations += 13, ++cuts) {
        disk_.fail_after(operations, Fault::power_cut);
        while (!disk_.is_cut()) write_contacts(3, false);
        organization_.reset();
        store_.close();
        disk_.come_back(chance);
        open();
        expect_acknowledged_alone();
        if (HasFailure()) break;
    }
    // While the log is brought into the database: closing does that.
    for (int operations = 0; operations < 60; operations += 4, ++cuts) {
        write_contacts(3, true);
        disk_.fail_after(operations, Fault::power_cut);
        organization_.reset();
        store_.close();
        EXPECT_TRUE(disk_.is_cut() || operations > 20) << "closing wrote nothing";
        disk_.come_back(chance);
        open();
        expect_acknowledged_alone();
        if (HasFailure()) break;
    }
    write_contacts(2, true);
    expect_acknowledged_alone();
    std::cout << "power cuts: " << cuts << ", " << acknowledged_.size() << " acknowledged, " << refused_
              << " refused\n";
}

}  // namespace
}  // namespace cairn
