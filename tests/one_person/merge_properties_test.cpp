// Whatever is in the charts and in whatever order they are joined: undone, everything is as it was.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "people_to_merge.hpp"

namespace cairn {
namespace {

constexpr int people = 4;
constexpr int trials = 8;

class MergeProperties : public MergeTest {
protected:
    // A few people with something of everything in their charts, some fields known and some not.
    std::vector<Participant> a_crowd() {
        std::vector<Participant> crowd;
        for (int i = 0; i < people; ++i) {
            auto one =
                person(*rc::gen::element<std::string>("", "Maria", "John"), *rc::gen::element<std::string>("", "Smith"),
                       *rc::gen::element<std::string>("", "1980-01-02"));
            if (*rc::gen::arbitrary<bool>()) one.pronouns = "she/her";
            if (*rc::gen::arbitrary<bool>()) one.overdose_count = *rc::gen::inRange(0, 3);
            if (*rc::gen::arbitrary<bool>()) one.justice_involvement = {{"probation"}};
            if (*rc::gen::arbitrary<bool>()) one.address.city = "Philadelphia";
            if (*rc::gen::arbitrary<bool>()) one.allies = {{.name = "Ana"}};
            crowd.push_back(registered(one));
            auto const episodes = *rc::gen::inRange(0, 3);
            for (int e = 0; e < episodes && e < 1; ++e) {
                auto const episode = enrolled(crowd.back(), ana_, cedar_);
                if (*rc::gen::arbitrary<bool>()) logged(crowd.back(), episode.id);
            }
            if (*rc::gen::arbitrary<bool>()) logged(crowd.back());
            if (*rc::gen::arbitrary<bool>()) fill_chart(crowd.back());
        }
        return crowd;
    }
};
INSTANTIATE_STORE_TESTS(MergeProperties);

TEST_P(MergeProperties, MergingAndUndoingInReverseIsNothing) {
    auto params = rc::detail::configuration().testParams;
    params.maxSuccess = trials;  // each writes some hundred records
    params.disableShrinking = true;
    auto const result = rc::detail::checkTestable(
        [&] {
            auto const crowd = a_crowd();
            auto const before = everything();
            std::vector<Participant> merged;
            auto left = crowd;
            auto const merges = *rc::gen::inRange(1, people);
            for (int i = 0; i < merges; ++i) {
                auto const kept = *rc::gen::inRange<std::size_t>(0, left.size());
                auto const step = *rc::gen::inRange<std::size_t>(1, left.size());
                auto const other = (kept + step) % left.size();
                std::vector<std::string> take;
                if (*rc::gen::arbitrary<bool>()) take = {"given_name", "address", "justice_involvement"};
                RC_ASSERT(merge(left[kept], left[other], take).has_value());
                merged.push_back(left[other]);
                left.erase(left.begin() + static_cast<std::ptrdiff_t>(other));
            }
            RC_ASSERT(findings().empty());
            for (auto one = merged.rbegin(); one != merged.rend(); ++one) RC_ASSERT(undo(merge_of(*one)).has_value());
            RC_ASSERT(everything() == before);
            RC_ASSERT(findings().empty());
        },
        rc::detail::TestMetadata{}, params);
    std::ostringstream text;
    rc::detail::printResultMessage(result, text);
    EXPECT_TRUE(result.is<rc::detail::SuccessResult>()) << text.str();
}

}  // namespace
}  // namespace cairn
