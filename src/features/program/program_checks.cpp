#include "features/program/program_checks.hpp"

#include <algorithm>

namespace cairn {
namespace {

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

// The problem with a nested value stands at "readiness[0].item"; the member that holds it is "readiness".
std::string_view member_of(std::string_view path) { return path.substr(0, path.find_first_of("[.")); }

}  // namespace

Problem CheckContext::names_nothing(std::string_view field, std::string_view record_type) {
    return {std::string(field), "no_such_record", "This names no " + std::string(record_type) + " of the program."};
}

Problem CheckContext::names_somebody_merged(std::string_view field) {
    return {std::string(field), "merged",
            "This participant was merged into another. Look at the chart that they are part of now."};
}

void check_declared(RecordType const& type, void const* record, void const* previous, CodeLists const& codes,
                    Problems& problems) {
    Problems found;
    check_rules(type, record, codes, found);
    auto const held_before = [&](Problem const& problem) {
        if (previous == nullptr || problem.code != "not_in_list") return false;
        auto const& field = type.fields[type.index_of(member_of(problem.field))];
        return field.get(record) == field.get(previous);
    };
    std::erase_if(found, held_before);
    problems.insert(problems.end(), found.begin(), found.end());
}

void check_settings(ProgramSettings const& settings, Problems& problems) {
    if (settings.stabilization_from_month <= settings.early_treatment_from_month) {
        problems.push_back(
            {"stabilization_from_month", "order", "Stabilization begins in a later month than early treatment."});
    }
    if (settings.referral_first_contact_hours < settings.referral_first_attempt_hours) {
        problems.push_back(
            {"referral_first_contact_hours", "order", "The first contact cannot be due before the first attempt."});
    }
    if (settings.episode_days < settings.stage_days) {
        problems.push_back({"episode_days", "too_small", "An episode is at least one stage month long."});
    }
}

void check_code_list_entry(CodeListEntry const& entry, Problems& problems) {
    if (!std::all_of(entry.word.begin(), entry.word.end(), is_word_character)) {
        problems.push_back(
            {"word", "format", "A word has lower-case letters, digits, _ and -, for example food_truck."});
    }
    if (entry.word == unknown_word) {
        problems.push_back({"word", "reserved", "Every list has the word unknown already."});
    }
}

}  // namespace cairn
