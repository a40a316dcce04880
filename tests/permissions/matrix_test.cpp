// Route × role × relationship → answer, checked in as matrix.csv and asked anew on every build.
//
//   denied   403, whoever it is about
//   unknown  the very answer, byte for byte, that a participant who does not exist gets
//   allowed  any other answer: the caller learns something about the participant, or may change something
//   shown    a list or figure without a participant in the request names this one
//   open     it answers, and does not name this participant
//
// CAIRN_WRITE_MATRIX=1 writes the file; read the difference before it is checked in.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/text.hpp"
#include "request_for.hpp"
#include "subject.hpp"

namespace cairn {
namespace {

constexpr char const* matrix_file = "tests/permissions/matrix.csv";

// What differs between two answers to one question about two people: their ids, and what each request is given anew.
std::string comparable(HttpResponse const& response, RecordIds const& ids) {
    auto text = std::to_string(response.status) + ' ' + response.body;
    for (auto const& [type, id] : ids) {
        for (auto at = text.find(id); at != std::string::npos; at = text.find(id)) text.replace(at, id.size(), type);
    }
    auto const request_id = response.header("X-Request-Id");
    if (auto const at = text.find(request_id); at != std::string::npos) text.erase(at, request_id.size());
    return text;
}

bool names_subject(HttpResponse const& response, RecordIds const& subject) {
    for (auto const* type : {"participant", "referral", "episode", "contact", "consent", "care_team_member"}) {
        auto const at = subject.find(type);
        if (at != subject.end() && response.body.find(at->second) != std::string::npos) return true;
    }
    return response.body.find("Quillfeather") != std::string::npos;
}

std::string answer_to(Route const& route, SubjectWorld& world) {
    auto const program = world.whole().organization().program();
    auto const asked = request_for(route, world.subject(), program->codes);
    auto const response = world.api().send(asked.method, asked.path, asked.body, asked.headers);
    EXPECT_NE(response.status, 500) << route.operation << ' ' << response.body;
    EXPECT_NE(response.status, 401) << route.operation;
    if (response.status == 403) return "denied";
    if (!asked.about_participant) return names_subject(response, world.subject()) ? "shown" : "open";
    auto const of_nobody = request_for(route, world.ghost(), program->codes);
    auto const other = world.api().send(of_nobody.method, of_nobody.path, of_nobody.body, of_nobody.headers);
    return comparable(response, world.subject()) == comparable(other, world.ghost()) ? "unknown" : "allowed";
}

// Reads first, then what states a version and is refused for it, and at last what may change the world.
std::vector<Route const*> in_order(Routes const& routes) {
    std::vector<Route const*> ordered;
    for (auto const& route : routes) {
        if (route.needs.must_be_signed_in() && is_asked(route)) ordered.push_back(&route);
    }
    auto const weight = [](Route const* route) { return is_safe(route->method) ? 0 : route->takes.version ? 1 : 2; };
    std::stable_sort(ordered.begin(), ordered.end(),
                     [&](auto const* a, auto const* b) { return weight(a) < weight(b); });
    return ordered;
}

using Matrix = std::map<std::string, std::map<std::string, std::string>>;  // operation -> standing -> answer

Matrix ask_everything(Engine engine) {
    Matrix matrix;
    for (auto const& standing : all_standings()) {
        SubjectWorld world(engine, standing);
        for (auto const* route : in_order(world.api().api().routes())) {
            matrix[std::string(route->operation)][to_string(standing)] = answer_to(*route, world);
        }
    }
    return matrix;
}

std::string to_csv(Matrix const& matrix) {
    std::string csv = "operation";
    for (auto const& standing : all_standings()) csv += ',' + to_string(standing);
    csv += '\n';
    for (auto const& [operation, answers] : matrix) {
        csv += operation;
        for (auto const& standing : all_standings()) csv += ',' + answers.at(to_string(standing));
        csv += '\n';
    }
    return csv;
}

std::string file_text(char const* path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

class EveryAnswer : public testing::TestWithParam<Engine> {};
INSTANTIATE_STORE_TESTS(EveryAnswer);

TEST_P(EveryAnswer, AnswerAsTheMatrixSays) {
    auto const matrix = ask_everything(GetParam());
    auto const csv = to_csv(matrix);
    if (std::getenv("CAIRN_WRITE_MATRIX") != nullptr) std::ofstream(matrix_file) << csv;
    auto const known = file_text(matrix_file);
    auto const now_lines = split(csv, '\n');
    auto const known_lines = split(known, '\n');
    for (auto const line : now_lines) {
        EXPECT_NE(std::find(known_lines.begin(), known_lines.end(), line), known_lines.end()) << "new: " << line;
    }
    for (auto const line : known_lines) {
        EXPECT_NE(std::find(now_lines.begin(), now_lines.end(), line), now_lines.end()) << "gone: " << line;
    }
}

// Whatever the file says: these hold for every route there is and will be.
TEST(PermissionMatrix, ShowsNobodyToThoseWithoutARelationship) {
    auto const lines = split(file_text(matrix_file), '\n');
    auto const header = split(lines.at(0), ',');
    int asked = 0;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto const cells = split(lines[i], ',');
        if (cells.size() != header.size()) continue;
        for (std::size_t c = 1; c < cells.size(); ++c) {
            bool const stranger = header[c].ends_with(":none") && header[c] != "manager:none";
            bool const no_consent = header[c] == "clinician:care_team_no_consent";
            if (!stranger && !no_consent) continue;
            ++asked;
            EXPECT_TRUE(cells[c] == "denied" || cells[c] == "unknown" || cells[c] == "open")
                << cells[0] << " for " << header[c] << ": " << cells[c];
        }
    }
    EXPECT_GT(asked, 300);
}

TEST(PermissionMatrix, DeniesChartsToThoseWhoNeedNone) {
    auto const lines = split(file_text(matrix_file), '\n');
    auto const header = split(lines.at(0), ',');
    for (auto const line : lines) {
        auto const cells = split(line, ',');
        if (cells[0] != "read_participant" && cells[0] != "list_participants") continue;
        for (std::size_t c = 1; c < cells.size(); ++c) {
            for (auto const* role : {"evaluator", "finance", "admin", "integration"}) {
                if (!header[c].starts_with(role)) continue;
                EXPECT_EQ(cells[c], "denied") << cells[0] << ' ' << header[c];
            }
        }
    }
}

}  // namespace
}  // namespace cairn
