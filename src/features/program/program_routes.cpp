#include "features/program/program_routes.hpp"

#include "features/history/history.hpp"
#include "features/program/program.hpp"
#include "features/program/routing.hpp"
#include "store/story.hpp"

namespace cairn {
namespace {

// There is one record of settings; its id need not be known.
Result<ProgramSettings> read_settings(Call& call, Organization& organization) {
    call.path.insert_or_assign("id", to_string(organization.program()->settings.id));
    return read_visible<ProgramSettings>(call, organization.database());
}

Result<HttpResponse> edit_settings(Call& call, Organization& organization) {
    call.path.insert_or_assign("id", to_string(organization.program()->settings.id));
    auto const changed = read_command<ProgramSettings>(call);
    if (!changed) return changed.error();
    return written_response(change_settings(call.permit, organization, *changed, call.key));
}

Result<HttpResponse> list_words(Call& call, Organization& organization) {
    Listing listing{.columns = column_list(record_type<CodeListEntry>(), "c."),
                    .from = "code_list_entry c",
                    .order = {"c.list", "c.word"}};
    listing.where_given(call, "list", "c.list");
    return list_page<CodeListEntry>(call, organization.database(), std::move(listing));
}

Result<Written> add_word(Permit const& permit, Organization& organization, CodeListEntry const& entry,
                         std::string key) {
    auto fresh = entry;
    fresh.version = 0;
    return save_code_list_entry(permit, organization, fresh, std::move(key));
}

Result<Written> change_word(Permit const& permit, Organization& organization, CodeListEntry const& entry,
                            std::string key) {
    if (entry.version == 0) return version_missing(record_type<CodeListEntry>());
    return save_code_list_entry(permit, organization, entry, std::move(key));
}

Routes settings_routes(Organization& organization) {
    return {
        {.method = Method::get,
         .path = "/settings",
         .needs = Permission::read_directory,
         .operation = "read_settings",
         .summary = "The program's settings: its name, time zone, stages and clocks.",
         .gives = {.shape = Shape::one, .record = &record_type<ProgramSettings>()},
         .handle = [&organization](Call& call) -> Result<HttpResponse> {
             auto const settings = read_settings(call, organization);
             if (!settings) return settings.error();
             return record_response(*settings);
         }},
        {.method = Method::put,
         .path = "/settings",
         .needs = Permission::edit_program,
         .operation = "change_settings",
         .summary = "The settings as they shall be.",
         .takes = {.body = BodyKind::json, .record = &record_type<ProgramSettings>(), .version = true, .key = true},
         .gives = {.shape = Shape::written, .meaning = "The record's id and new version."},
         .handle = [&organization](Call& call) { return edit_settings(call, organization); }},
        history_route<ProgramSettings>(organization,
                                       {.path = "/settings/history",
                                        .needs = Permission::read_directory,
                                        .operation = "settings_history",
                                        .summary = "Every version of the settings: who changed what, and when."},
                                       {}, read_settings),
    };
}

}  // namespace

Routes program_routes(Organization& organization) {
    auto routes = settings_routes(organization);
    routes.push_back(
        list_route<CodeListEntry>({.path = "/code-list-entries",
                                   .needs = Permission::read_directory,
                                   .operation = "list_code_list_entries",
                                   .summary = "The words of the program's code lists, retired ones among them."},
                                  {{"list", "Only the words of this list."}},
                                  [&organization](Call& call) { return list_words(call, organization); }));
    routes.push_back(history_route<CodeListEntry>(organization,
                                                  {.path = "/code-list-entries/{id}/history",
                                                   .needs = Permission::read_directory,
                                                   .operation = "code_list_entry_history",
                                                   .summary = "Every version of a word: who changed what, and when."}));
    routes.push_back(create_route<CodeListEntry>(organization,
                                                 {.path = "/code-list-entries",
                                                  .needs = Permission::edit_program,
                                                  .operation = "add_code_list_entry",
                                                  .summary = "A new word in a list that there is."},
                                                 add_word, "code-list-entries"));
    routes.push_back(edit_route<CodeListEntry>(organization,
                                               {.path = "/code-list-entries/{id}",
                                                .needs = Permission::edit_program,
                                                .operation = "change_code_list_entry",
                                                .summary = "What a word is shown as, where it comes from, and whether "
                                                           "it may still be used. The word itself stays."},
                                               change_word));
    return routes;
}

}  // namespace cairn
