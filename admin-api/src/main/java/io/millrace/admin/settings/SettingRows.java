package io.millrace.admin.settings;

import org.springframework.data.jpa.repository.JpaRepository;

/** The rows of settings. */
interface SettingRows extends JpaRepository<Setting, String> {}
