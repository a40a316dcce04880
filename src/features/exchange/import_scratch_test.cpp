#include "features/exchange/import_scratch.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "features/sites/site.hpp"

namespace cairn {
namespace {

class Scratch : public testing::Test {
protected:
    FixedClock clock_{Instant{}};
    SeededRandomness randomness_{1};
    IdSource ids_{clock_, randomness_};
    ImportScratch scratch_{ids_};
};

TEST_F(Scratch, KnowsARowThatWasReadBefore) {
    auto const a = digest_of("a");
    EXPECT_FALSE(scratch_.remember("site", "n", a, {0, 2}).has_value());
    EXPECT_FALSE(scratch_.remember("site", "s", a, {0, 3}).has_value());
    auto const same = scratch_.remember("site", "n", a, {1, 4});
    ASSERT_TRUE(same.has_value());
    EXPECT_TRUE(same->same_content);
    EXPECT_EQ(same->place.line, 2U);
    EXPECT_EQ(same->place.task, 0U);
    EXPECT_FALSE(scratch_.remember("site", "n", digest_of("b"), {1, 5})->same_content);
}

TEST_F(Scratch, KeepsKeysOfDifferentRecordsApart) {
    auto const a = digest_of("a");
    EXPECT_FALSE(scratch_.remember("site", "1", a, {0, 2}).has_value());
    EXPECT_FALSE(scratch_.remember("staff", "1", a, {0, 2}).has_value());
    EXPECT_FALSE(scratch_.remember("sit", "e1", a, {0, 2}).has_value());
}

TEST_F(Scratch, FindsKeptRecordsByKeyAndById) {
    Site const site{.id = ids_.next_id<Site>(), .name = "North", .region = "east"};
    scratch_.keep(record_type<Site>(), "n", to_string(site.id), &site);
    EXPECT_EQ(scratch_.id_of("site", "n"), to_string(site.id));
    EXPECT_EQ(scratch_.id_of("site", "s"), std::nullopt);
    EXPECT_EQ(scratch_.id_of("staff", "n"), std::nullopt);
    Site found;
    ASSERT_TRUE(scratch_.find(record_type<Site>(), to_string(site.id), &found));
    EXPECT_EQ(found.region, "east");
    EXPECT_FALSE(scratch_.find(record_type<Site>(), to_string(ids_.next()), &found));
}

}  // namespace
}  // namespace cairn
