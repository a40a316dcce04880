#include "features/duplicates/duplicate_routes.hpp"

#include <algorithm>

#include "access/sight.hpp"
#include "features/duplicates/duplicate_queue.hpp"

namespace cairn {
namespace {

using Types = std::vector<RecordType const*>;

Result<std::string> asked_status(Call const& call) {
    auto const& words = record_type<DuplicatePair>().find("status")->enumerators;
    auto const asked = call.parameter("status").value_or("open");
    if (std::ranges::find(words, asked) != words.end()) return asked;
    return invalid("status", "not_in_list", not_one_of(words).message);
}

Result<HttpResponse> list_duplicates(Call& call, Organization& organization) {
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    auto const status = asked_status(call);
    if (!status) return status.error();
    Page page(call);
    organization.database().read([&](Reader& reader) {
        auto const pairs = pairs_to_review(reader, call.permit, *status, after->value_or(""), *limit + 1);
        for (std::size_t i = 0; i < std::min(pairs.size(), *limit); ++i) {
            call.saw(to_string(pairs[i].participant.id));
            call.saw(to_string(pairs[i].other.id));
            page.add_record(pairs[i]);
        }
        if (pairs.size() > *limit) page.next(to_string(pairs[*limit - 1].id));
    });
    return std::move(page).response();
}

Result<HttpResponse> list_merges(Call& call, Organization& organization) {
    auto const id = call.id<Participant>();
    if (!id) return id.error();
    auto const limit = call.limit();
    if (!limit) return limit.error();
    auto const after = call.after();
    if (!after) return after.error();
    Page page(call);
    bool visible = false;
    organization.database().read([&](Reader& reader) {
        visible = fetch_visible(reader, call.permit, *id).has_value();
        if (!visible) return;
        call.saw(to_string(*id));
        auto const merges = merges_of(reader, *id, after->value_or(""), *limit + 1);
        for (std::size_t i = 0; i < std::min(merges.size(), *limit); ++i) page.add_record(merges[i]);
        if (merges.size() > *limit) page.next(to_string(merges[*limit - 1].id));
    });
    if (!visible) return not_found(record_type<Participant>().name);
    return std::move(page).response();
}

Result<HttpResponse> show_merge(Call& call, Organization& organization) {
    auto const id = call.id<ParticipantMerge>();
    if (!id) return id.error();
    std::optional<ParticipantMerge> merge;
    organization.database().read([&](Reader& reader) { merge = fetch_visible(reader, call.permit, *id); });
    if (!merge) return not_found(record_type<ParticipantMerge>().name);
    call.saw(to_string(merge->kept_id));
    return record_response(*merge);
}

Result<HttpResponse> dismiss(Call& call, Organization& organization) {
    auto const command = read_command<DismissDuplicate>(call);
    if (!command) return command.error();
    return written_response(dismiss_duplicate(call.permit, organization, *command, call.key));
}

Result<HttpResponse> merge(Call& call, Organization& organization, Types const& types) {
    auto const command = read_command<MergeParticipants>(call);
    if (!command) return command.error();
    return written_response(merge_participants(call.permit, organization, types, *command, call.key),
                            "/api/v1/participant-merges");
}

Result<HttpResponse> undo(Call& call, Organization& organization, Types const& types) {
    auto const command = read_command<UndoMerge>(call);
    if (!command) return command.error();
    return written_response(undo_merge(call.permit, organization, types, *command, call.key));
}

Routes queue_rows(Organization& organization) {
    return {
        {.method = Method::get,
         .path = "/duplicates",
         .needs = Permission::review_duplicates,
         .operation = "list_duplicates",
         .summary = "Pairs of people who may be one and the same, oldest first, of which the caller may see both.",
         .takes = {.query = {{"status", "open (left out), not_same or merged"}}, .page = true},
         .gives = {.shape = Shape::page, .record = &record_type<DuplicatePair>()},
         .handle = [&organization](Call& call) { return list_duplicates(call, organization); }},
        {.method = Method::post,
         .path = "/duplicates/{id}/dismiss",
         .needs = Permission::review_duplicates,
         .operation = "dismiss_duplicate",
         .summary = "They are two people, with the reason.",
         .takes = {.body = BodyKind::json, .record = &record_type<DismissDuplicate>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = [&organization](Call& call) { return dismiss(call, organization); }},
    };
}

Routes merge_rows(Organization& organization, Types const& types) {
    return {
        {.method = Method::post,
         .path = "/participants/{id}/merge",
         .needs = Permission::merge_participants,
         .operation = "merge_participants",
         .summary = "Make another person's chart part of this one. If-Match states the version of this person, "
                    "other_version that of the other.",
         .takes = {.body = BodyKind::json, .record = &record_type<MergeParticipants>(), .version = true, .key = true},
         .gives = {.shape = Shape::written, .meaning = "Id and version of the merge.", .status = 201},
         .handle = [&organization, types](Call& call) { return merge(call, organization, types); }},
        {.method = Method::get,
         .path = "/participants/{id}/merges",
         .needs = Permission::read_charts,
         .operation = "list_merges",
         .summary = "The merges that this person was part of, oldest first, undone ones included.",
         .takes = {.page = true},
         .gives = {.shape = Shape::page, .record = &record_type<MergeSummary>()},
         .handle = [&organization](Call& call) { return list_merges(call, organization); }},
        {.method = Method::get,
         .path = "/participant-merges/{id}",
         .needs = Permission::read_charts,
         .operation = "read_merge",
         .summary = "One merge with what it moved, and the version that undoing it must state.",
         .gives = {.shape = Shape::one, .record = &record_type<ParticipantMerge>()},
         .handle = [&organization](Call& call) { return show_merge(call, organization); }},
        {.method = Method::post,
         .path = "/participant-merges/{id}/undo",
         .needs = Permission::merge_participants,
         .operation = "undo_merge",
         .summary = "Put back what the merge moved; what was written since stays with the person who was kept.",
         .takes = {.body = BodyKind::json, .record = &record_type<UndoMerge>(), .version = true, .key = true},
         .gives = {.shape = Shape::written},
         .handle = [&organization, types](Call& call) { return undo(call, organization, types); }},
    };
}

}  // namespace

Routes duplicate_routes(Organization& organization, std::vector<RecordType const*> types) {
    auto routes = queue_rows(organization);
    for (auto& row : merge_rows(organization, types)) routes.push_back(std::move(row));
    return routes;
}

}  // namespace cairn
