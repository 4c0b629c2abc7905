//! The portable schema: BigInt, Integer, Text, Bool, Binary and Timestamp in UTC, the same on both databases.
//!
//! Guarantee: a test holds it against both migration folders.
#![expect(missing_docs, reason = "columns are explained in the migrations")]

diesel::table! {
    organisations (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        kind -> Text,
        business_id -> Text,
        region -> Text,
        operator -> Text,
        vendor -> Text,
        connection_point -> Text,
        broker_id -> Nullable<BigInt>,
        desk_id -> Nullable<BigInt>,
        helpdesk_publishes -> Bool,
        report_token_hash -> Nullable<Text>,
        contact_line -> Text,
        duty_contacts -> Text,
        created_at -> Timestamp,
        page_closed -> Bool,
        confirmed -> Bool,
    }
}

diesel::table! {
    former_report_links (token_hash) {
        token_hash -> Text,
        organisation_id -> BigInt,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    reviews (incident_id, language) {
        incident_id -> BigInt,
        language -> Text,
        text -> Text,
        written_at -> Timestamp,
    }
}

diesel::table! {
    source_gaps (source, began_at) {
        source -> Text,
        began_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    organisation_services (organisation_id, service) {
        organisation_id -> BigInt,
        service -> Text,
    }
}

diesel::table! {
    partners (id) {
        id -> BigInt,
        name -> Text,
        email -> Text,
        phone -> Text,
        language -> Text,
        answer_minutes -> Integer,
    }
}

diesel::table! {
    contacts (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        kind -> Text,
        name -> Text,
        email -> Text,
        phone -> Nullable<Text>,
        takes_sms -> Bool,
        language -> Text,
        removed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    contact_roles (contact_id, role) {
        contact_id -> BigInt,
        role -> Text,
    }
}

diesel::table! {
    absences (id) {
        id -> BigInt,
        contact_id -> BigInt,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        substitute_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    accounts (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        email -> Text,
        name -> Text,
        language -> Text,
        password_hash -> Nullable<Text>,
        deactivated_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    password_tries (subject, source) {
        subject -> Text,
        source -> Text,
        failures -> Integer,
        locked_until -> Nullable<Timestamp>,
        last_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (organisation_id, key_hash) {
        organisation_id -> BigInt,
        key_hash -> Text,
        body_hash -> Text,
        answer -> Text,
        answered_at -> Timestamp,
    }
}

diesel::table! {
    account_roles (account_id, role) {
        account_id -> BigInt,
        role -> Text,
    }
}

diesel::table! {
    one_time_links (token_hash) {
        token_hash -> Text,
        account_id -> BigInt,
        purpose -> Text,
        expires_at -> Timestamp,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sessions (token_hash) {
        token_hash -> Text,
        account_id -> BigInt,
        csrf_token -> Text,
        created_at -> Timestamp,
        last_seen_at -> Timestamp,
        address -> Text,
        browser -> Text,
        proven_at -> Timestamp,
        second_factor_at -> Nullable<Timestamp>,
        provider -> Nullable<Text>,
    }
}

diesel::table! {
    account_identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        account_id -> BigInt,
        managed -> Bool,
        linked_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    email_changes (account_id) {
        account_id -> BigInt,
        email -> Text,
        token_hash -> Text,
        expires_at -> Timestamp,
    }
}

diesel::table! {
    totp_secrets (account_id) {
        account_id -> BigInt,
        sealed -> Text,
        last_step -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    recovery_codes (account_id, code_hash) {
        account_id -> BigInt,
        code_hash -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    passkeys (id) {
        id -> BigInt,
        account_id -> BigInt,
        credential_id -> Text,
        browser -> Text,
        credential -> Text,
        created_at -> Timestamp,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    answered_questions (question_hash) {
        question_hash -> Text,
        good_until -> Timestamp,
    }
}

diesel::allow_tables_to_appear_in_same_query!(sessions, totp_secrets, passkeys);

diesel::table! {
    api_tokens (id) {
        id -> BigInt,
        organisation_id -> BigInt,
        name -> Text,
        token_hash -> Text,
        created_at -> Timestamp,
        revoked_at -> Nullable<Timestamp>,
        scopes -> Text,
        expires_at -> Nullable<Timestamp>,
        last_used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    sources (name) {
        name -> Text,
        reachable -> Bool,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    source_names (folded) {
        folded -> Text,
        name -> Text,
    }
}

diesel::table! {
    announcements (id) {
        id -> BigInt,
        source -> Text,
        external_id -> Text,
        kind -> Text,
        title -> Text,
        effect -> Text,
        starts_at -> Nullable<Timestamp>,
        ends_at -> Nullable<Timestamp>,
        announced_at -> Timestamp,
        resolved_at -> Nullable<Timestamp>,
        was_starts_at -> Nullable<Timestamp>,
        was_ends_at -> Nullable<Timestamp>,
        changed_at -> Nullable<Timestamp>,
        sequence -> Integer,
        desk_id -> Nullable<BigInt>,
        retracted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    announcement_changes (id) {
        id -> BigInt,
        announcement_id -> BigInt,
        at -> Timestamp,
        title -> Text,
        effect -> Text,
        services -> Text,
        starts_at -> Nullable<Timestamp>,
        ends_at -> Nullable<Timestamp>,
        resolved_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    announcement_services (announcement_id, service) {
        announcement_id -> BigInt,
        service -> Text,
    }
}

diesel::table! {
    maintenances (id) {
        id -> BigInt,
        external_id -> Text,
        service -> Text,
        impact -> Text,
        starts_at -> Timestamp,
        ends_at -> Timestamp,
        announced_at -> Timestamp,
        start_told_at -> Nullable<Timestamp>,
        end_told_at -> Nullable<Timestamp>,
        cancelled_at -> Nullable<Timestamp>,
        sequence -> Integer,
        series_id -> Nullable<BigInt>,
        advance_told_at -> Nullable<Timestamp>,
        was_starts_at -> Nullable<Timestamp>,
        was_ends_at -> Nullable<Timestamp>,
        changed_at -> Nullable<Timestamp>,
        impact_sv -> Text,
        impact_en -> Text,
        desk_id -> Nullable<BigInt>,
        for_everybody -> Bool,
        further_services -> Text,
        announcement_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    maintenance_organisations (maintenance_id, organisation_id) {
        maintenance_id -> BigInt,
        organisation_id -> BigInt,
    }
}

diesel::table! {
    break_series (id) {
        id -> BigInt,
        external_id -> Text,
        service -> Text,
        impact -> Text,
        rule -> Text,
        starts_at -> Timestamp,
        lasts_minutes -> BigInt,
        next_at -> Nullable<Timestamp>,
        planned_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        impact_sv -> Text,
        impact_en -> Text,
        desk_id -> Nullable<BigInt>,
        for_everybody -> Bool,
        further_services -> Text,
    }
}

diesel::table! {
    break_series_organisations (series_id, organisation_id) {
        series_id -> BigInt,
        organisation_id -> BigInt,
    }
}

diesel::table! {
    probes (id) {
        id -> BigInt,
        at -> Timestamp,
        layer -> Text,
        result -> Text,
        organisation_id -> Nullable<BigInt>,
        service -> Nullable<Text>,
        desk_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        value -> BigInt,
    }
}

diesel::table! {
    incidents (id) {
        id -> BigInt,
        reference -> Text,
        desk_id -> BigInt,
        state -> Text,
        version -> BigInt,
        opened_at -> Timestamp,
        newest_report_at -> Timestamp,
        merged_into -> Nullable<BigInt>,
        decided_origin -> Nullable<Text>,
        decided_effect -> Nullable<Text>,
        decided_extent -> Nullable<Text>,
        decided_criticality -> Nullable<Text>,
        decided_reason -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        audience_named -> Bool,
        first_bulletin_at -> Nullable<Timestamp>,
        withdrawn_at -> Nullable<Timestamp>,
        next_update_at -> Nullable<Timestamp>,
        alarmed_at -> Nullable<Timestamp>,
        duty_alerted_at -> Nullable<Timestamp>,
        form_accepted_at -> Nullable<Timestamp>,
        call_reached_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        cause -> Nullable<Text>,
        resolved_at -> Nullable<Timestamp>,
        closed_at -> Nullable<Timestamp>,
        held_at -> Nullable<Timestamp>,
        call_reminders -> Integer,
        call_reminded_at -> Nullable<Timestamp>,
        dpo_alerted_at -> Nullable<Timestamp>,
        reporters_due_at -> Nullable<Timestamp>,
        estimate_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    incident_organisations (incident_id, organisation_id) {
        incident_id -> BigInt,
        organisation_id -> BigInt,
    }
}

diesel::table! {
    incident_services (incident_id, service) {
        incident_id -> BigInt,
        service -> Text,
        named -> Bool,
    }
}

diesel::table! {
    incident_matters (incident_id, organisation_id, service, function, effect, safety_risk, privacy_risk) {
        incident_id -> BigInt,
        organisation_id -> BigInt,
        service -> Text,
        function -> Text,
        effect -> Text,
        safety_risk -> Bool,
        privacy_risk -> Bool,
        reports -> BigInt,
        report_id -> BigInt,
        unit -> Nullable<Text>,
        workstation -> Nullable<Text>,
        first_occurred_at -> Timestamp,
        last_occurred_at -> Timestamp,
        first_received_at -> Timestamp,
        last_received_at -> Timestamp,
    }
}

diesel::table! {
    incident_announcements (incident_id, announcement_id) {
        incident_id -> BigInt,
        announcement_id -> BigInt,
    }
}

diesel::table! {
    incident_maintenances (incident_id, maintenance_id) {
        incident_id -> BigInt,
        maintenance_id -> BigInt,
    }
}

diesel::table! {
    reports (id) {
        id -> BigInt,
        reference -> Text,
        organisation_id -> BigInt,
        desk_id -> BigInt,
        incident_id -> Nullable<BigInt>,
        maintenance_id -> Nullable<BigInt>,
        break_id -> Nullable<BigInt>,
        service -> Text,
        function -> Text,
        effect -> Text,
        description -> Text,
        unit -> Nullable<Text>,
        workstation -> Nullable<Text>,
        application -> Nullable<Text>,
        error_text -> Nullable<Text>,
        occurred_at -> Timestamp,
        received_at -> Timestamp,
        reporter -> Nullable<Text>,
        reporter_email -> Nullable<Text>,
        callback -> Nullable<Text>,
        language -> Text,
        entered_by -> Nullable<BigInt>,
        safety_risk -> Bool,
        privacy_risk -> Bool,
        follow_token -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ended_as -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        end_reason -> Nullable<Text>,
        effect_assumed -> Bool,
    }
}

diesel::table! {
    report_announcements (report_id, announcement_id) {
        report_id -> BigInt,
        announcement_id -> BigInt,
        linked_at -> Timestamp,
    }
}

diesel::table! {
    patient_references (id) {
        id -> BigInt,
        report_id -> BigInt,
        key_id -> Text,
        nonce -> Binary,
        ciphertext -> Binary,
    }
}

diesel::table! {
    vault_keys (id) {
        id -> Text,
        proof -> Text,
        met_at -> Timestamp,
    }
}

diesel::table! {
    drafts (id) {
        id -> BigInt,
        token_hash -> Text,
        organisation_id -> BigInt,
        key_id -> Text,
        nonce -> Binary,
        ciphertext -> Binary,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    screenshots (id) {
        id -> BigInt,
        draft_id -> Nullable<BigInt>,
        report_id -> Nullable<BigInt>,
        content_key -> Text,
        media_type -> Text,
        bytes -> BigInt,
        width -> Integer,
        height -> Integer,
        no_personal_data -> Bool,
    }
}

diesel::table! {
    timeline (id) {
        id -> BigInt,
        incident_id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        kind -> Text,
        detail -> Text,
    }
}

diesel::table! {
    decisions (id) {
        id -> BigInt,
        incident_id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        proposed_origin -> Text,
        proposed_confidence -> Text,
        decided_origin -> Text,
        reason -> Text,
        proposed_report -> Nullable<Text>,
        decided_report -> Nullable<Text>,
    }
}

diesel::table! {
    guided_checks (incident_id, name) {
        incident_id -> BigInt,
        name -> Text,
        at -> Timestamp,
        actor -> Text,
    }
}

diesel::table! {
    tasks (id) {
        id -> BigInt,
        incident_id -> BigInt,
        name -> Text,
        contact_id -> Nullable<BigInt>,
        channel -> Nullable<Text>,
        opened_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        note -> Nullable<Text>,
        proof -> Nullable<Text>,
    }
}

diesel::table! {
    answers (id) {
        id -> BigInt,
        incident_id -> BigInt,
        question -> Text,
        value -> Text,
        reason -> Text,
        actor -> Text,
        at -> Timestamp,
        organisation_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    calls (id) {
        id -> BigInt,
        incident_id -> BigInt,
        target -> Text,
        outcome -> Text,
        called_by -> Text,
        note -> Text,
        at -> Timestamp,
    }
}

diesel::table! {
    escalations (id) {
        id -> BigInt,
        incident_id -> BigInt,
        target -> Text,
        partner -> Text,
        message_id -> Nullable<BigInt>,
        expected_by -> Nullable<Timestamp>,
        form -> Nullable<Text>,
        actor -> Text,
        at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        answer -> Nullable<Text>,
        ticket -> Nullable<Text>,
        promised_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    clocks (id) {
        id -> BigInt,
        incident_id -> BigInt,
        kind -> Text,
        started_at -> Timestamp,
        due_at -> Timestamp,
        warned_at -> Nullable<Timestamp>,
        ended_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        reason -> Nullable<Text>,
        ended_by -> Nullable<Text>,
        organisation_id -> Nullable<BigInt>,
    }
}

diesel::table! {
    messages (id) {
        id -> BigInt,
        kind -> Text,
        series -> Text,
        incident_id -> Nullable<BigInt>,
        maintenance_id -> Nullable<BigInt>,
        report_id -> Nullable<BigInt>,
        sequence -> Integer,
        facts -> Text,
        written_at -> Timestamp,
        actor -> Text,
        unheard_at -> Nullable<Timestamp>,
        recipients_forgotten_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    message_texts (message_id, language) {
        message_id -> BigInt,
        language -> Text,
        subject -> Text,
        body -> Text,
        html -> Nullable<Text>,
        sms -> Nullable<Text>,
        page -> Text,
    }
}

diesel::table! {
    attachments (id) {
        id -> BigInt,
        message_id -> BigInt,
        file_name -> Text,
        media_type -> Text,
        content -> Binary,
        language -> Nullable<Text>,
    }
}

diesel::table! {
    deliveries (id) {
        id -> BigInt,
        message_id -> BigInt,
        contact_id -> Nullable<BigInt>,
        channel -> Text,
        address -> Text,
        language -> Text,
        kind -> Text,
        series -> Text,
        incident_id -> Nullable<BigInt>,
        maintenance_id -> Nullable<BigInt>,
        reason -> Text,
        priority -> Integer,
        state -> Text,
        attempts -> Integer,
        due_at -> Timestamp,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        provider_ref -> Nullable<Text>,
        last_detail -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
        offers -> Integer,
        troubled_at -> Nullable<Timestamp>,
        repeats -> Integer,
        repeat_at -> Nullable<Timestamp>,
        route -> Nullable<Text>,
        read_at -> Nullable<Timestamp>,
        cause -> Nullable<Text>,
    }
}

diesel::table! {
    delivery_attempts (id) {
        id -> BigInt,
        delivery_id -> BigInt,
        at -> Timestamp,
        outcome -> Text,
        detail -> Text,
        route -> Nullable<Text>,
    }
}

diesel::table! {
    replies (id) {
        id -> BigInt,
        received_at -> Timestamp,
        route -> Text,
        reference -> Nullable<Text>,
        sender -> Text,
        recipient -> Text,
        text -> Text,
        meaning -> Text,
        delivery_id -> Nullable<BigInt>,
        desk_id -> Nullable<BigInt>,
        handled_at -> Nullable<Timestamp>,
        handled_by -> Nullable<Text>,
    }
}

diesel::table! {
    route_tests (id) {
        id -> BigInt,
        route -> Text,
        channel -> Text,
        address -> Text,
        language -> Text,
        asked_by -> Text,
        asked_at -> Timestamp,
        taken_at -> Nullable<Timestamp>,
        settled_at -> Nullable<Timestamp>,
        outcome -> Nullable<Text>,
        detail -> Nullable<Text>,
        receipt -> Nullable<Text>,
        receipt_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    processes (id) {
        id -> Text,
        role -> Text,
        machine -> Text,
        version -> Text,
        started_at -> Timestamp,
        seen_at -> Timestamp,
        turned_at -> Nullable<Timestamp>,
        disk_used -> Nullable<BigInt>,
    }
}

diesel::table! {
    route_states (route, worker) {
        route -> Text,
        worker -> Text,
        channel -> Text,
        state -> Text,
        blame -> Nullable<Text>,
        reply -> Nullable<Text>,
        since -> Timestamp,
        opens_at -> Nullable<Timestamp>,
        last_taken_at -> Nullable<Timestamp>,
        alarmed_at -> Nullable<Timestamp>,
        seen_at -> Timestamp,
    }
}

diesel::table! {
    departures (minute, route, worker) {
        minute -> Timestamp,
        route -> Text,
        worker -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    hands (worker, channel) {
        worker -> Text,
        channel -> Text,
        letters -> Text,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        until -> Timestamp,
    }
}

diesel::table! {
    page_revision (id) {
        id -> Integer,
        revision -> BigInt,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject -> Text,
        detail -> Text,
        previous -> Text,
        hash -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    former_report_links,
    organisations,
    reviews,
    source_gaps,
    organisation_services,
    partners,
    contacts,
    contact_roles,
    absences,
    accounts,
    account_roles,
    one_time_links,
    sessions,
    api_tokens,
    sources,
    source_names,
    announcements,
    announcement_changes,
    announcement_services,
    maintenances,
    maintenance_organisations,
    break_series,
    break_series_organisations,
    probes,
    counters,
    incidents,
    incident_organisations,
    incident_services,
    incident_matters,
    incident_announcements,
    incident_maintenances,
    reports,
    report_announcements,
    patient_references,
    vault_keys,
    drafts,
    screenshots,
    idempotency_keys,
    timeline,
    decisions,
    guided_checks,
    tasks,
    answers,
    calls,
    escalations,
    clocks,
    messages,
    message_texts,
    attachments,
    deliveries,
    delivery_attempts,
    route_states,
    departures,
    replies,
    route_tests,
    processes,
    leases,
    page_revision,
    audit,
);
