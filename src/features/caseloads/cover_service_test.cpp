#include <gtest/gtest.h>

#include "features/caseloads/testing.hpp"

namespace cairn {
namespace {

class CoverService : public CaseloadTest {
protected:
    Cover a_cover() {
        Cover cover;
        cover.absent_staff_id = peer_;
        cover.covering_staff_id = ben_;
        cover.from = day("2026-11-04");
        cover.until = day("2026-11-10");
        cover.reason = "training";
        return cover;
    }
    Strings problems_of(Cover const& cover) {
        return brief(arrange_cover(permit(), organization(), cover, key()).error().problems);
    }
};
INSTANTIATE_STORE_TESTS(CoverService);

TEST_P(CoverService, ASupervisorOfTheAbsentPersonArrangesItAndCallsItOff) {
    auto expected = a_cover();
    expected.id = new_id<Cover>();
    ASSERT_TRUE(arrange_cover(as(sue_), organization(), expected, key()));
    expected.version = 1;
    EXPECT_EQ(to_json(*stored(expected.id)), to_json(expected));
    ASSERT_TRUE(cancel_cover(as(sue_), organization(), {expected.id, 1}, key()));
    EXPECT_EQ(stored(expected.id)->cancelled_at, organization().clock().now());
    EXPECT_EQ(cancel_cover(as(sue_), organization(), {expected.id, 2}, key()).error().code,
              ErrorCode::illegal_transition);
    EXPECT_EQ(history(expected.id), (Strings{"arrange_cover", "cancel_cover"}));
}

// Else a supervisor could open any caseload to themselves.
TEST_P(CoverService, NobodyArrangesItForAStrangersCaseload) {
    auto cover = a_cover();
    cover.covering_staff_id = eve_;
    auto const refused = arrange_cover(as(eve_), organization(), cover, key());
    EXPECT_EQ(refused.error().code, ErrorCode::not_allowed);
    EXPECT_EQ(arrange_cover(as(peer_), organization(), a_cover(), key()).error().code, ErrorCode::not_allowed);
    cover = a_cover();
    cover.id = new_id<Cover>();
    ASSERT_TRUE(arrange_cover(as(sue_), organization(), cover, key()));
    EXPECT_EQ(cancel_cover(as(eve_), organization(), {cover.id, 1}, key()).error().code, ErrorCode::not_allowed);
    auto own = a_cover();
    own.absent_staff_id = eve_;
    EXPECT_TRUE(arrange_cover(as(eve_), organization(), own, key()));
}

TEST_P(CoverService, WhoeverCoversIsSomebodyElseWhoCarriesACaseload) {
    auto cover = a_cover();
    cover.covering_staff_id = peer_;
    EXPECT_EQ(problems_of(cover), Strings{"covering_staff_id:self"});
    cover.covering_staff_id = new_id<Staff>();
    EXPECT_EQ(problems_of(cover), Strings{"covering_staff_id:no_such_record"});
    change_staff(ben_, [](Staff& staff) {
        staff.role = Role::finance;
        staff.ended_on = day("2026-11-01");
    });
    EXPECT_EQ(problems_of(a_cover()), (Strings{"covering_staff_id:role", "covering_staff_id:ended"}));
}

TEST_P(CoverService, ItHasAFirstAndALastDayThatLieAheadAndNotTooFarApart) {
    auto cover = a_cover();
    cover.until = day("2026-11-03");
    EXPECT_EQ(problems_of(cover), Strings{"until:order"});
    cover.from = day("2026-10-01");
    cover.until = day("2026-11-01");
    EXPECT_EQ(problems_of(cover), Strings{"until:past"});
    cover.from = day("2026-11-02");
    cover.until = cover.from + cover_days_max;
    EXPECT_EQ(problems_of(cover), Strings{"until:too_long"});
    cover.until = cover.until - 1;
    EXPECT_TRUE(arrange_cover(permit(), organization(), cover, key()));
}

}  // namespace
}  // namespace cairn
