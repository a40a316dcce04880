// What the generator draws, over many draws: near the published figures, and the same for the same seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "features/demonstration/course.hpp"
#include "features/demonstration/people.hpp"
#include "features/demonstration/visits.hpp"

namespace cairn::demonstration {
namespace {

constexpr int draws = 20'000;
constexpr int month_days = 30;

TEST(Chance, IsTheSameForTheSameSeedAndAnotherForAnother) {
    Chance one(7);
    Chance same(7);
    Chance other(8);
    int different = 0;
    for (int i = 0; i < 1000; ++i) {
        auto const drawn = one.share();
        EXPECT_EQ(drawn, same.share());
        EXPECT_GE(drawn, 0);
        EXPECT_LT(drawn, 1);
        if (drawn != other.share()) ++different;
    }
    EXPECT_GT(different, 990);
}

TEST(Chance, PicksAsOftenAsTheWeightsSay) {
    constexpr std::array choices{Choice{"often", 3}, Choice{"seldom", 1}};
    Chance chance(1);
    int often = 0;
    for (int i = 0; i < draws; ++i) often += chance.pick(choices) == "often" ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(often) / draws, 0.75, 0.02);
}

// [Penn]: 82, 76, 71, 57, 54, 42 % of those who are there at the beginning of the month.
TEST(Courses, CoverTheMonthsAsPublished) {
    constexpr std::array published{0.82, 0.76, 0.71, 0.57, 0.54, 0.42};
    constexpr double reached_on_first_day = 0.55;  // as intake has it
    std::array<int, 6> there{};
    std::array<int, 6> covered{};
    Chance chance(2);
    for (int i = 0; i < draws; ++i) {
        bool const before = chance.happens(reached_on_first_day);
        auto const course = draw_course(chance, before);
        for (int month = 0; month < 6; ++month) {
            if (course.last_day < month * month_days) break;
            ++there.at(static_cast<std::size_t>(month));
            bool const reached = std::any_of(course.reached.begin(), course.reached.end(),
                                             [&](int day) { return day / month_days == month; });
            if (reached || (month == 0 && before)) ++covered.at(static_cast<std::size_t>(month));
        }
    }
    for (std::size_t month = 0; month < 6; ++month) {
        EXPECT_NEAR(static_cast<double>(covered.at(month)) / there.at(month), published.at(month), 0.02) << month + 1;
    }
}

TEST(Courses, LastNinetyDaysOnAverageAndNobodyIsMetAfterTheEnd) {
    Chance chance(3);
    double days = 0;
    for (int i = 0; i < draws; ++i) {
        auto const course = draw_course(chance, false);
        days += course.last_day;
        for (auto const& days_of : {course.reached, course.attempted, course.texted}) {
            EXPECT_TRUE(std::is_sorted(days_of.begin(), days_of.end()));
            EXPECT_TRUE(days_of.empty() || days_of.back() <= course.last_day);
        }
        EXPECT_TRUE(!course.pause || course.pause->to < course.last_day);
        EXPECT_TRUE(course.end == EndReason::completed || course.aftercare.empty());
    }
    EXPECT_NEAR(days / draws, 92, 5);
}

// [Penn]: median 25 minutes, quartiles 11 and 45; phone 73 %.
TEST(Visits, LastAndHappenAsPublished) {
    Chance chance(4);
    std::vector<int> minutes;
    int phone = 0;
    for (int i = 0; i < draws; ++i) {
        Contact contact;
        describe_contact(contact, ContactKind::reached, i % 3 == 0 ? "inpatient" : "primary_care", 2, chance);
        minutes.push_back(*contact.minutes);
        phone += contact.mode == "phone" ? 1 : 0;
    }
    std::sort(minutes.begin(), minutes.end());
    EXPECT_NEAR(minutes[draws / 4], 11, 2);
    EXPECT_NEAR(minutes[draws / 2], 25, 2);
    EXPECT_NEAR(minutes[draws * 3 / 4], 45, 3);
    EXPECT_NEAR(static_cast<double>(phone) / draws, 0.73, 0.03);
}

TEST(Visits, AnAttemptReachesNobodyAndATextIsNoContact) {
    Chance chance(5);
    for (int i = 0; i < 500; ++i) {
        Contact attempt;
        describe_contact(attempt, ContactKind::attempted, "primary_care", 1, chance);
        EXPECT_FALSE(is_reached_contact(attempt));
        Contact text;
        describe_contact(text, ContactKind::texted, "primary_care", 1, chance);
        EXPECT_FALSE(is_reached_contact(text));
    }
}

TEST(People, HaveNamesOfTheirOwnAndNumbersSetAsideForFiction) {
    Chance chance(6);
    People people(chance);
    std::set<std::string> names;
    std::set<std::string> numbers;
    for (int i = 0; i < 6000; ++i) {
        auto const name = people.new_name(i % 2 == 0);
        EXPECT_TRUE(names.insert(name.given + ' ' + name.family).second);
        auto const number = people.new_phone_number();
        EXPECT_EQ(number.substr(3, 6), "-555-0");
        EXPECT_EQ(number.size(), 12U) << number;
        EXPECT_EQ(number[9], '1') << number;
        EXPECT_TRUE(numbers.insert(number).second) << number;
    }
}

}  // namespace
}  // namespace cairn::demonstration
