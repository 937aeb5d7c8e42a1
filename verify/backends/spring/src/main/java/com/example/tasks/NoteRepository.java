package com.example.tasks;

import org.springframework.data.jpa.repository.JpaRepository;

/** Notes, under {@code /api/notes} by Spring Data REST. */
public interface NoteRepository extends JpaRepository<Note, Long> {}
