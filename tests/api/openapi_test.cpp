// docs/openapi.json says what the program does, and holds together.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "api_testing.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "http/openapi.hpp"

namespace cairn {
namespace {

namespace json = boost::json;

class OpenApi : public WholeApiTest {
protected:
    std::string const text_ = openapi_document(routes(), "/api/v1", program_version());
    json::object const document_ = json::parse(text_).as_object();

    // Every object of the document, wherever it stands.
    static void each_object(json::value const& value, std::function<void(json::object const&)> const& visit) {
        if (auto const* object = value.if_object()) {
            visit(*object);
            for (auto const& [name, member] : *object) each_object(member, visit);
        } else if (auto const* array = value.if_array()) {
            for (auto const& item : *array) each_object(item, visit);
        }
    }
    void each_operation(std::function<void(std::string const& path, json::object const& operation)> const& visit) {
        for (auto const& [path, item] : document_.at("paths").as_object()) {
            for (auto const& [method, operation] : item.as_object()) {
                visit(std::string(method) + ' ' + std::string(path), operation.as_object());
            }
        }
    }
    json::value const* resolve(std::string_view reference) const {
        if (!reference.starts_with("#/")) return nullptr;
        json::value const* at = nullptr;
        json::object const* object = &document_;
        for (auto const part : split(reference.substr(2), '/')) {
            if (object == nullptr) return nullptr;
            at = object->if_contains(part);
            if (at == nullptr) return nullptr;
            object = at->if_object();
        }
        return at;
    }
    json::object const& schema(std::string_view name) const {
        return document_.at("components").at("schemas").at(name).as_object();
    }
};
INSTANTIATE_TEST_SUITE_P(Engines, OpenApi, testing::Values(Engine::sqlite), engine_test_name);

TEST_P(OpenApi, IsCheckedInAsItIs) {
    std::ostringstream checked_in;
    checked_in << std::ifstream("docs/openapi.json", std::ios::binary).rdbuf();
    EXPECT_EQ(checked_in.str() == text_, true) << "Run: build/cairn schema openapi > docs/openapi.json";
}

TEST_P(OpenApi, EveryRouteIsInIt) {
    std::set<std::string> operations;
    each_operation([&](auto const&, json::object const& operation) {
        operations.insert(json::value_to<std::string>(operation.at("operationId")));
    });
    EXPECT_EQ(operations.size(), routes().size());
}

TEST_P(OpenApi, EveryReferenceLeadsSomewhere) {
    std::size_t references = 0;
    each_object(document_, [&](json::object const& object) {
        auto const* reference = object.if_contains("$ref");
        if (reference == nullptr) return;
        ++references;
        EXPECT_NE(resolve(reference->as_string()), nullptr) << reference->as_string();
    });
    EXPECT_GT(references, 100U);
}

TEST_P(OpenApi, EveryPlaceholderIsDeclaredAndNothingElse) {
    each_operation([&](std::string const& path, json::object const& operation) {
        std::set<std::string> declared;
        std::set<std::string> names;
        auto const* parameters = operation.if_contains("parameters");
        for (auto const& given : parameters == nullptr ? json::array{} : parameters->as_array()) {
            auto const* reference = given.as_object().if_contains("$ref");
            auto const& parameter =
                reference == nullptr ? given.as_object() : resolve(reference->as_string())->as_object();
            EXPECT_TRUE(parameter.contains("schema")) << path;
            auto const name = json::value_to<std::string>(parameter.at("name"));
            EXPECT_TRUE(names.insert(name).second) << path << " twice: " << name;
            if (parameter.at("in").as_string() != "path") continue;
            EXPECT_TRUE(parameter.at("required").as_bool()) << path;
            declared.insert(name);
        }
        std::set<std::string> wanted;
        for (auto const segment : split(path, '/')) {
            if (segment.starts_with('{')) wanted.emplace(segment.substr(1, segment.size() - 2));
        }
        EXPECT_EQ(declared, wanted) << path;
    });
}

TEST_P(OpenApi, EveryRefusalIsProblemJson) {
    each_operation([&](std::string const& path, json::object const& operation) {
        auto const& responses = operation.at("responses").as_object();
        EXPECT_TRUE(responses.contains("default")) << path;
        bool succeeds = false;
        for (auto const& [status, response] : responses) {
            auto const* reference = response.as_object().if_contains("$ref");
            bool const refusal = status == "default" || status.front() == '4';
            succeeds = succeeds || !refusal;
            EXPECT_EQ(refusal, reference != nullptr) << path << ' ' << status;
            if (reference != nullptr) EXPECT_EQ(reference->as_string(), "#/components/responses/problem") << path;
        }
        EXPECT_TRUE(succeeds) << path;
    });
    auto const& problem = document_.at("components").at("responses").at("problem").at("content").as_object();
    EXPECT_TRUE(problem.contains("application/problem+json"));
}

TEST_P(OpenApi, RequiredMembersAreDeclared) {
    for (auto const& [name, described] : document_.at("components").at("schemas").as_object()) {
        auto const* required = described.as_object().if_contains("required");
        auto const& properties = described.at("properties").as_object();
        for (auto const& member : required == nullptr ? json::array{} : required->as_array()) {
            EXPECT_TRUE(properties.contains(member.as_string())) << name << ' ' << member.as_string();
        }
    }
}

TEST_P(OpenApi, RecordsSayTheirRulesAndKeepTheirSeals) {
    auto const& shown = schema("participant").at("properties").as_object();
    EXPECT_FALSE(shown.contains("justice_involvement"));
    EXPECT_EQ(shown.at("name_key").at("readOnly").as_bool(), true);
    auto const& sent = schema("participant_input").at("properties").as_object();
    EXPECT_EQ(sent.at("justice_involvement").at("writeOnly").as_bool(), true);
    EXPECT_EQ(json::serialize(schema("contact_input").at("required")), "[\"participant_id\",\"started_at\"]");
    auto const& contact = schema("contact").at("properties").as_object();
    EXPECT_EQ(contact.at("minutes").at("maximum").as_int64(), contact_minutes_max);
    EXPECT_EQ(contact.at("mode").at("x-code-list").as_string(), "contact_mode");
    EXPECT_EQ(json::serialize(schema("participant_phone_input").at("required")), "[\"number\"]");
    EXPECT_NE(json::serialize(schema("staff").at("properties").at("role").at("enum")).find("supervisor"),
              std::string::npos);
    for (auto const& [name, described] : document_.at("components").at("schemas").as_object()) {
        EXPECT_EQ(json::serialize(described).find("password_hash"), std::string::npos) << name;
    }
}

TEST_P(OpenApi, WhatIsReadIsAsTheSchemaSays) {
    for (auto const& route : routes()) {
        if (route.gives.shape != Shape::one || !names_all(route, seen())) continue;
        auto const answer = ask("operator", route, address(route, seen()), "", 0);
        ASSERT_EQ(answer.status, 200) << route.path << answer.body;
        auto const& described = schema(route.gives.record->name);
        auto const body = json_of(answer);
        for (auto const& [member, value] : body) {
            EXPECT_TRUE(described.at("properties").as_object().contains(member)) << route.path << ' ' << member;
        }
        auto const* required = described.if_contains("required");
        for (auto const& member : required == nullptr ? json::array{} : required->as_array()) {
            EXPECT_TRUE(body.contains(member.as_string())) << route.path << ' ' << member.as_string();
        }
    }
}

}  // namespace
}  // namespace cairn
