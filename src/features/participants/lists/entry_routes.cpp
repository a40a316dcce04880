#include "features/participants/lists/entry_routes.hpp"

#include "features/history/history.hpp"
#include "features/participants/participant_row.hpp"
#include "features/program/routing.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

// The rows of one list, spelled out because a route's texts live as long as the program.
struct EntryTexts {
    std::string_view address;  // "phones"
    std::string_view list_path, entry_path, remove_path, history_path;
    std::string_view list_operation, add_operation, replace_operation, remove_operation, history_operation;
    std::string_view list_summary, add_summary, replace_summary, remove_summary, history_summary;
};

template <class Entry>
Result<HttpResponse> list_entries(Call& call, Organization& organization) {
    auto const participant = read_visible<Participant>(call, organization.database(), "participant_id");
    if (!participant) return participant.error();
    Listing listing{.columns = column_list(record_type<Entry>(), "e."),
                    .from = std::string(record_type<Entry>().name) + " e",
                    .order = {"e.id"},
                    .conditions = {"e.voided_at IS NULL"}};
    listing.where("e.participant_id = " + listing.bind(to_string(participant->id)));
    return list_page<Entry>(call, organization.database(), std::move(listing));
}

template <class Entry>
Result<Written> add_entry(Permit const& permit, Organization& organization, Entry const& entry, std::string key) {
    auto fresh = entry;
    fresh.version = 0;
    return save_entry(permit, organization, fresh, std::move(key));
}

template <class Entry>
Result<Written> replace_entry(Permit const& permit, Organization& organization, Entry const& entry, std::string key) {
    if (entry.version == 0) return version_missing(record_type<Entry>());
    return save_entry(permit, organization, entry, std::move(key));
}

template <class Entry>
Result<HttpResponse> remove(Call& call, Organization& organization) {
    auto const participant_id = call.id<Participant>("participant_id");
    if (!participant_id) return participant_id.error();
    auto const id = call.id<Entry>();
    if (!id) return id.error();
    auto const removal = read_body<RemovalReason>(call);
    if (!removal) return removal.error();
    return written_response(remove_entry<Entry>(call.permit, organization,
                                                {*participant_id, *id, call.version_seen, removal->reason}, call.key));
}

// An entry is found below its own participant only.
template <class Entry>
Result<Entry> read_entry(Call& call, Organization& organization) {
    auto entry = read_visible<Entry>(call, organization.database());
    if (entry && to_string(entry->participant_id) != call.path.find("participant_id")->second) {
        return not_found(record_type<Entry>().name);
    }
    return entry;
}

template <class Entry>
void append(Routes& routes, Organization& organization, EntryTexts const& texts) {
    constexpr auto needs = Permission::edit_participants;
    routes.push_back(
        list_route<Entry>({texts.list_path, Permission::read_charts, texts.list_operation, texts.list_summary}, {},
                          [&organization](Call& call) { return list_entries<Entry>(call, organization); }));
    routes.push_back(create_route<Entry>(organization, {texts.list_path, needs, texts.add_operation, texts.add_summary},
                                         add_entry<Entry>, texts.address));
    routes.push_back(edit_route<Entry>(
        organization, {texts.entry_path, needs, texts.replace_operation, texts.replace_summary}, replace_entry<Entry>));
    routes.push_back(
        {.method = Method::post,
         .path = texts.remove_path,
         .needs = needs,
         .operation = texts.remove_operation,
         .summary = texts.remove_summary,
         .takes = {.body = BodyKind::json, .record = &record_type<RemovalReason>(), .version = true, .key = true},
         .gives = {.shape = Shape::written, .meaning = "The entry's id and new version."},
         .handle = [&organization](Call& call) { return remove<Entry>(call, organization); }});
    routes.push_back(history_route<Entry>(
        organization, {texts.history_path, Permission::read_charts, texts.history_operation, texts.history_summary}, {},
        read_entry<Entry>));
}

}  // namespace

// `list` is the last segment, `one` the operation's noun, `words` how people say it.
#define CAIRN_ENTRY_TEXTS(list, many, one, words)                                                                      \
    EntryTexts {                                                                                                       \
        list, "/participants/{participant_id}/" list, "/participants/{participant_id}/" list "/{id}",                  \
            "/participants/{participant_id}/" list "/{id}/remove",                                                     \
            "/participants/{participant_id}/" list "/{id}/history", "list_" many, "add_" one, "replace_" one,          \
            "remove_" one, one "_history", "The participant's " words ", removed ones left out.",                      \
            "Adds to the participant's " words ".", "One of the participant's " words " as it shall be.",              \
            "Removes one of the participant's " words ", and says why; it stays in the history.",                      \
            "Every version of one of the participant's " words "."                                                     \
    }

Routes entry_routes(Organization& organization) {
    Routes routes;
    append<ParticipantPhone>(routes, organization, CAIRN_ENTRY_TEXTS("phones", "phones", "phone", "phones"));
    append<ParticipantIdentifier>(routes, organization,
                                  CAIRN_ENTRY_TEXTS("identifiers", "identifiers", "identifier", "identifiers"));
    append<ParticipantCoverage>(routes, organization,
                                CAIRN_ENTRY_TEXTS("coverages", "coverages", "coverage", "coverages"));
    append<ParticipantSubstance>(routes, organization,
                                 CAIRN_ENTRY_TEXTS("substances", "substances", "substance", "substances"));
    append<ParticipantMoud>(routes, organization,
                            CAIRN_ENTRY_TEXTS("moud", "moud", "moud_entry", "medications for opioid use disorder"));
    append<ParticipantDiagnosis>(routes, organization,
                                 CAIRN_ENTRY_TEXTS("diagnoses", "diagnoses", "diagnosis", "diagnoses"));
    append<ParticipantToxicology>(
        routes, organization, CAIRN_ENTRY_TEXTS("toxicology", "toxicology", "toxicology_entry", "toxicology results"));
    return routes;
}
#undef CAIRN_ENTRY_TEXTS

}  // namespace cairn
