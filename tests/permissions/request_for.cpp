#include "request_for.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

constexpr std::string_view nobodys_id = "01900000-0000-7000-8000-00000000dead";

// The record type behind a segment of a path, where it is not the segment without its s.
constexpr std::array<std::pair<std::string_view, std::string_view>, 25> segments{
    {{"participants", "participant"},
     {"referrals", "referral"},
     {"episodes", "episode"},
     {"contacts", "contact"},
     {"phones", "participant_phone"},
     {"identifiers", "participant_identifier"},
     {"coverages", "participant_coverage"},
     {"substances", "participant_substance"},
     {"moud", "participant_moud"},
     {"diagnoses", "participant_diagnosis"},
     {"toxicology", "participant_toxicology"},
     {"consents", "consent"},
     {"care-team-members", "care_team_member"},
     {"sites", "site"},
     {"staff", "staff"},
     {"weeks", "staff"},
     {"activities", "activity"},
     {"covers", "cover"},
     {"caseload-transfers", "caseload_transfer"},
     {"accounts", "account"},
     {"code-list-entries", "code_list_entry"},
     {"imports", "exchange_job"},
     {"exports", "exchange_job"},
     {"duplicates", "possible_duplicate"},
     {"participant-merges", "participant_merge"}}};

bool lies_in_a_chart(std::string_view type) {
    constexpr std::array<std::string_view, 8> others{"site",    "staff",   "activity",    "cover", "caseload_transfer",
                                                     "account", "code_list_entry", "exchange_job"};
    return std::find(others.begin(), others.end(), type) == others.end();
}

class Asking {
public:
    Asking(Route const& route, RecordIds const& ids, CodeLists const& codes)
        : route_(route), ids_(ids), codes_(codes) {}

    AskedRequest ask() {
        AskedRequest asked{.method = std::string(to_string(route_.method)), .path = path()};
        add_query(asked.path);
        if (route_.takes.body == BodyKind::json) asked.body = body();
        if (route_.takes.version) asked.headers.push_back({"If-Match", "\"999\""});
        if (route_.takes.key) {
            asked.headers.push_back({"Idempotency-Key", std::string(route_.operation) + ids_.at("participant")});
        }
        asked.about_participant = about_participant_;
        return asked;
    }

private:
    std::string id_of(std::string_view type) {
        about_participant_ = about_participant_ || lies_in_a_chart(type);
        auto const at = ids_.find(type);
        return at == ids_.end() ? std::string(nobodys_id) : at->second;
    }

    std::string path() {
        std::string path;
        std::string_view before;
        for (auto const segment : split(route_.path.substr(1), '/')) {
            path += '/';
            path += segment.starts_with('{') ? value_of(segment, before) : std::string(segment);
            before = segment;
        }
        return path;
    }

    std::string value_of(std::string_view placeholder, std::string_view before) {
        if (placeholder == "{staff_id}") return id_of("staff");
        if (!placeholder.ends_with("id}")) return "contact_mode";  // of a code list
        auto const at =
            std::find_if(segments.begin(), segments.end(), [&](auto const& s) { return s.first == before; });
        if (at == segments.end()) {
            ADD_FAILURE() << "the matrix does not know whose id stands behind " << before << " in " << route_.path;
            return std::string(nobodys_id);
        }
        return id_of(at->second);
    }

    void add_query(std::string& path) {
        char separator = '?';
        for (auto const& parameter : route_.takes.query) {
            std::string value;
            if (parameter.name == "participant_id") {
                value = id_of("participant");
            } else if (parameter.required) {
                value = parameter.name.ends_with("id") ? id_of("participant") : "2026-11-02";
            } else {
                continue;
            }
            path += separator + std::string(parameter.name) + '=' + value;
            separator = '&';
        }
    }

    std::string body() {
        if (route_.takes.record == nullptr) return "{}";
        auto object = sample(*route_.takes.record);
        // A new record brings its id.
        if (!route_.takes.version && route_.takes.record->find("id") != nullptr) object["id"] = new_id();
        return json::serialize(object);
    }

    static std::string new_id() {
        static int made = 0;
        auto const number = std::to_string(++made);
        return "01900000-0000-7000-9000-" + std::string(12 - number.size(), '0') + number;
    }

    json::object sample(RecordType const& type) {
        json::object object;
        for (auto const& field : type.fields) {
            bool const of_address = field.name == "id" || field.name == "version";
            bool const asked_for = is_required(field) || field.name == "participant_id" || field.name == "other_id" ||
                                   field.name == "recipient_staff_id" || field.name == "purpose" ||
                                   field.name == "function";
            if (of_address || !asked_for || field.rule.derived) continue;
            object[field.name] = sample(field);
        }
        return object;
    }

    json::value sample(Field const& field) {
        switch (field.kind) {
        case Kind::id: return json::string(id_of(type_behind(field)));
        case Kind::date: return "2026-11-02";
        case Kind::instant:
        case Kind::moment: return "2026-11-02T10:00:00Z";
        case Kind::integer:
        case Kind::real: return 1;
        case Kind::boolean: return false;
        case Kind::word: return json::string(word_for(field));
        case Kind::words: return json::array{json::string(word_for(field))};
        case Kind::nested: return sample(*field.nested);
        case Kind::list: return json::array{};
        case Kind::text: return "words";
        }
        return nullptr;
    }

    std::string_view word_for(Field const& field) const {
        if (!field.enumerators.empty()) return field.enumerators.front();
        for (auto const& word : codes_.words(field.rule.code_list)) {
            if (word != "unknown") return word;
        }
        return "unknown";
    }

    static std::string_view type_behind(Field const& field) {
        if (!field.rule.references.empty()) return field.rule.references;
        if (field.name.ends_with("participant_id") || field.name == "other_id") return "participant";
        if (field.name.ends_with("staff_id") || field.name == "peer_id") return "staff";
        return field.name.substr(0, field.name.size() - std::string_view("_id").size());
    }

    Route const& route_;
    RecordIds const& ids_;
    CodeLists const& codes_;
    bool about_participant_ = false;
};

}  // namespace

bool is_asked(Route const& route) {
    constexpr std::array<std::string_view, 6> own_session{
        "read_me", "read_session", "sign_out", "sign_out_everywhere", "change_own_password", "events"};
    return std::find(own_session.begin(), own_session.end(), route.operation) == own_session.end();
}

AskedRequest request_for(Route const& route, RecordIds const& ids, CodeLists const& codes) {
    return Asking(route, ids, codes).ask();
}

}  // namespace cairn
