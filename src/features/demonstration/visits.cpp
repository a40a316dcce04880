#include "features/demonstration/visits.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace cairn::demonstration {
namespace {

// [Penn]: phone 73, in person 26, video 3 % (they sum to 102 there). Hospitals and the street meet more in person.
constexpr std::array modes_in_clinics{Choice{"phone", 757}, Choice{"in_person", 212}, Choice{"video", 31}};
constexpr std::array modes_elsewhere{Choice{"phone", 630}, Choice{"in_person", 347}, Choice{"video", 23}};

// [Penn]: median 25 minutes, quartiles 11 and 45, over all modes.
constexpr std::array minutes_on_the_phone{Chance::Quantile{0, 2},     Chance::Quantile{0.25, 9},
                                          Chance::Quantile{0.5, 20},  Chance::Quantile{0.75, 36},
                                          Chance::Quantile{0.95, 65}, Chance::Quantile{1, 110}};
constexpr std::array minutes_in_person{Chance::Quantile{0, 6},      Chance::Quantile{0.25, 25},
                                       Chance::Quantile{0.5, 42},   Chance::Quantile{0.75, 62},
                                       Chance::Quantile{0.95, 110}, Chance::Quantile{1, 180}};

constexpr std::array places_in_clinics{Choice{"clinic", 58}, Choice{"coffee_shop", 10}, Choice{"home", 8},
                                       Choice{"shelter", 6}, Choice{"food_truck", 4},   Choice{"recovery_center", 8},
                                       Choice{"court", 2},   Choice{"hospital", 4}};
constexpr std::array places_of_hospitals{Choice{"hospital", 70}, Choice{"clinic", 12}, Choice{"shelter", 6},
                                         Choice{"coffee_shop", 6}, Choice{"recovery_center", 6}};
constexpr std::array places_on_the_street{Choice{"street", 52}, Choice{"shelter", 22}, Choice{"food_truck", 16},
                                          Choice{"clinic", 6}, Choice{"coffee_shop", 4}};

constexpr std::array outcomes{Choice{"no_answer", 42}, Choice{"left_message", 38}, Choice{"no_show", 16},
                              Choice{"cancelled", 4}};
constexpr std::array support{Choice{"emotional", 42}, Choice{"informational", 25}, Choice{"instrumental", 22},
                             Choice{"affiliational", 11}};
constexpr std::array early_topics{Choice{"relationship_building", 30},
                                  Choice{"recovery_modeling", 16},
                                  Choice{"housing", 12},
                                  Choice{"medication", 10},
                                  Choice{"naloxone", 7},
                                  Choice{"phone_access", 6},
                                  Choice{"benefits", 8},
                                  Choice{"transportation", 8},
                                  Choice{"safety_plan", 5},
                                  Choice{"craving_pain_distress", 10},
                                  Choice{"hospital_discharge", 5}};
constexpr std::array later_topics{Choice{"coping", 22},        Choice{"recovery_modeling", 14},
                                  Choice{"medication", 9},     Choice{"mutual_aid", 9},
                                  Choice{"social_network", 9}, Choice{"family_reconnection", 8},
                                  Choice{"employment", 8},     Choice{"housing", 8},
                                  Choice{"legal", 5},          Choice{"appointment_accompaniment", 8},
                                  Choice{"reminder", 8},       Choice{"health_education", 6},
                                  Choice{"childcare", 2},      Choice{"craving_pain_distress", 8}};

constexpr std::array notes{
    Choice{"Talked about how the week went. Will call again.", 6},
    Choice{"Wants help with the housing form; we sit down with it next time.", 3},
    Choice{"Made it to the appointment and was proud of it.", 3},
    Choice{"Hard day, stayed on the phone until it passed.", 2},
    Choice{"Asked how I got through my first months. Told my story.", 2},
    Choice{"Naloxone kit given, showed how to use it.", 2},
    Choice{"New phone, number updated.", 1},
    Choice{"Ride to the clinic arranged for Thursday.", 2},
    Choice{"Went to a meeting together. Liked the people there.", 2},
    Choice{"Sleeping badly; will bring it up with the doctor.", 2},
    Choice{"Spoke with family for the first time in a while.", 1},
    Choice{"Started a job, evenings are better for calls now.", 2},
    Choice{"Picked up the prescription without trouble this time.", 2},
    Choice{"Returned to use over the weekend and called the next morning. Made a plan for today.", 1},
    Choice{"Benefits letter came; answered it together.", 1},
    Choice{"Short call, doing well.", 5},
};
constexpr std::array message_notes{Choice{"Left a message with my number.", 4},
                                   Choice{"Voicemail full, will try tomorrow.", 2},
                                   Choice{"Asked at the front desk, not seen this week.", 1},
                                   Choice{"Number out of service; looking for another.", 1}};

constexpr double note_share = 0.35;
constexpr double attempt_note_share = 0.15;
constexpr double second_topic_share = 0.55;
constexpr double second_support_share = 0.3;
constexpr int attempt_minutes_max = 4;
constexpr int early_months = 2;
constexpr int rounding_minutes = 5;
constexpr double rounded_share = 0.45;
constexpr int rounded_from = 20;

bool is_hospital(std::string_view setting) { return setting == "emergency_department" || setting == "inpatient"; }

void add_words(Words& words, std::span<Choice const> choices, double second_share, Chance& chance) {
    words.words.emplace_back(chance.pick(choices));
    if (!chance.happens(second_share)) return;
    std::string second(chance.pick(choices));
    if (!words.contains(second)) words.words.push_back(std::move(second));
}

// People round what was long.
int drawn_minutes(bool in_person, Chance& chance) {
    auto const drawn = in_person ? chance.quantile(minutes_in_person) : chance.quantile(minutes_on_the_phone);
    auto const minutes = static_cast<int>(std::lround(drawn));
    if (minutes < rounded_from || !chance.happens(rounded_share)) return minutes;
    return (minutes + rounding_minutes / 2) / rounding_minutes * rounding_minutes;
}

void describe_reached(Contact& contact, std::string_view setting, int month, Chance& chance) {
    bool const street = setting == "street_medicine";
    bool const hospital = is_hospital(setting);
    contact.mode.word = street || hospital ? chance.pick(modes_elsewhere) : chance.pick(modes_in_clinics);
    bool const in_person = contact.mode == "in_person";
    if (in_person) {
        contact.place.word = street     ? chance.pick(places_on_the_street)
                             : hospital ? chance.pick(places_of_hospitals)
                                        : chance.pick(places_in_clinics);
    }
    contact.minutes = drawn_minutes(in_person, chance);
    contact.outcome.word = "reached";
    add_words(contact.support, support, second_support_share, chance);
    if (month <= early_months) {
        add_words(contact.topics, early_topics, second_topic_share, chance);
    } else {
        add_words(contact.topics, later_topics, second_topic_share, chance);
    }
    if (chance.happens(note_share)) contact.note = std::string(chance.pick(notes));
}

void describe_attempt(Contact& contact, Chance& chance) {
    contact.outcome.word = chance.pick(outcomes);
    bool const met = contact.outcome == "no_show" || contact.outcome == "cancelled";
    contact.mode.word = met ? "in_person" : "phone";
    if (met) contact.place.word = "clinic";
    contact.minutes = chance.whole(1, attempt_minutes_max);
    if (!met && chance.happens(attempt_note_share)) contact.note = std::string(chance.pick(message_notes));
}

}  // namespace

void describe_contact(Contact& contact, ContactKind kind, std::string_view setting, int month, Chance& chance) {
    switch (kind) {
    case ContactKind::reached: describe_reached(contact, setting, month, chance); return;
    case ContactKind::attempted: describe_attempt(contact, chance); return;
    case ContactKind::texted:
        contact.mode.word = "text";
        contact.outcome.word = chance.happens(0.6) ? "reached" : "left_message";
        contact.topics.words = {"reminder"};
        return;
    }
}

}  // namespace cairn::demonstration
