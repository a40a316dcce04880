#include "store/follow.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "store/testing_records.hpp"

namespace cairn::testing_records {
namespace {

using Seen = std::map<std::string, int>;  // how often each record's entry was given

class Follow : public SafekeepingTest {
protected:
    static void poll(JournalFollower& follower, Seen& seen) {
        follower.poll([&](JournalNews const& news) { ++seen[std::string(news.record_id)]; });
    }

    // Writes a chart of its own stream; `pause` runs inside the transaction.
    Id<Chart> write_chart(std::function<void()> const& pause = [] {}) {
        Chart const chart{.id = store().ids().next_id<Chart>(), .name = "chart"};
        WriteRequest const request{.actor = "operator:test",
                                   .command = "save",
                                   .key = to_string(chart.id),
                                   .request_digest = digest_of("chart"),
                                   .streams = {stream_of("participant", chart.id)}};
        auto const written = database().write(request, [&](Tx& tx) -> Result<std::string> {
            auto stored = chart;
            tx.put(stored);
            pause();
            return std::string("{}");
        });
        EXPECT_TRUE(written);
        return chart.id;
    }
};
INSTANTIATE_STORE_TESTS(Follow);

TEST_P(Follow, BeginsNowAndGivesEachEntryOnce) {
    add_chart();
    JournalFollower follower(database());
    Seen seen;
    poll(follower, seen);
    EXPECT_TRUE(seen.empty());
    auto const chart = add_chart();
    auto const note = add_note(chart);
    poll(follower, seen);
    EXPECT_EQ(seen, (Seen{{to_string(chart.id), 1}, {to_string(note.id), 1}}));
    poll(follower, seen);
    EXPECT_EQ(seen.size(), 2U);
}

TEST_P(Follow, MissesNothingThatCommitsLateAmongManyWriters) {
    constexpr int writers = 6;
    constexpr int charts_each = 25;
    JournalFollower follower(database());
    Seen seen;
    std::atomic<int> running{writers};
    std::vector<std::thread> threads;
    for (int i = 0; i < writers; ++i) {
        threads.emplace_back([&, i] {
            // Some hold their transaction open while others overtake them.
            for (int n = 0; n < charts_each; ++n) {
                write_chart([&] { std::this_thread::sleep_for(std::chrono::milliseconds(i % 2 == 0 ? 3 : 0)); });
            }
            --running;
        });
    }
    while (running > 0) poll(follower, seen);
    for (auto& thread : threads) thread.join();
    poll(follower, seen);
    EXPECT_EQ(seen.size(), static_cast<std::size_t>(writers) * charts_each);
    for (auto const& [id, times] : seen) EXPECT_EQ(times, 1) << id;
}

}  // namespace
}  // namespace cairn::testing_records
