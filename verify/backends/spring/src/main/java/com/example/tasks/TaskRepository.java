package com.example.tasks;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.rest.core.annotation.RepositoryRestResource;

/** Tasks, behind {@link TaskController}. */
@RepositoryRestResource(exported = false)
public interface TaskRepository extends JpaRepository<Task, Long> {}
