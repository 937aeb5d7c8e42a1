package com.example.tasks;

import org.springframework.data.domain.Page;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Sort;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Tasks as most controllers have them: pages by number, no ETags. */
@RestController
@RequestMapping("/api/tasks")
class TaskController {
  private final TaskRepository tasks;

  TaskController(TaskRepository tasks) {
    this.tasks = tasks;
  }

  @GetMapping
  Page<Task> list(@RequestParam(defaultValue = "0") int page) {
    return tasks.findAll(PageRequest.of(page, 10, Sort.by("id")));
  }

  @GetMapping("/{id}")
  Task one(@PathVariable Long id) {
    return tasks.findById(id).orElseThrow(TaskController::notFound);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Task make(@RequestBody Task task) {
    if (task.getId() != null) {
      throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "a new task has no id");
    }
    return tasks.save(task);
  }

  @PutMapping("/{id}")
  Task change(@PathVariable Long id, @RequestBody Task task) {
    one(id);
    task.setId(id);
    return tasks.save(task);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable Long id) {
    tasks.delete(one(id));
  }

  private static ResponseStatusException notFound() {
    return new ResponseStatusException(HttpStatus.NOT_FOUND);
  }
}
